using System.Collections.Concurrent;
using Orleans.TableService.Grains.Hosting;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Tests.Support;

/// <summary>Storage on a <see cref="FakeDisk"/>, with ranges that stop when a test says so.</summary>
internal sealed class FakeEngine(FakeDisk disk) : IStorageEngine, IStorageEngineFactory
{
    private readonly ConcurrentDictionary<RangeId, FakeRangeStore> _open = [];
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _opened;
    private int _submitted;

    /// <summary>How often a range was opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>While set, no range opens.</summary>
    public Fault? OpenFault { get; set; }

    /// <summary>Whether deletions wait for something that does not answer, until the engine closes.</summary>
    public bool HangsDeletions { get; set; }

    /// <summary>Completes when a deletion hangs.</summary>
    public Task Hung => _hung.Task;

    /// <summary>What the begin of the close fails with.</summary>
    public Exception? BeginCloseError { get; set; }

    /// <summary>Whether it was disposed of.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Answers the next requests with these faults instead of carrying them out.</summary>
    public ConcurrentQueue<FaultCode> SubmitFaults { get; } = [];

    /// <summary>How many requests reached a range.</summary>
    public int Submitted => Volatile.Read(ref _submitted);

    public Task<IStorageEngine> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IStorageEngine>(this);

    public async Task CreateRangeAsync(RangeDescriptor descriptor, CancellationToken cancellationToken)
    {
        var range = await FakeRange.CreateAsync(
            descriptor.JournalId, descriptor.KeyType, descriptor.KeepPreviousValues);
        disk.Write(() =>
        {
            if (disk.Ranges.GetOrAdd(descriptor.Id, range).JournalId != descriptor.JournalId)
            {
                throw new InvalidOperationException($"{descriptor.Id} has another journal.");
            }
        });
    }

    public async Task<IRangeStore> OpenRangeAsync(RangeDescriptor descriptor, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (OpenFault is { } fault)
        {
            throw fault.ToException();
        }

        if (!disk.Ranges.TryGetValue(descriptor.Id, out var range) || range.JournalId != descriptor.JournalId)
        {
            throw Faults.RangeUnavailable(descriptor.Id, "this disk does not have it.").ToException();
        }

        var store = new FakeRangeStore(this, descriptor, range.Table, Interlocked.Increment(ref _opened));
        _open[descriptor.Id] = store;
        return store;
    }

    public async Task DeleteRangeAsync(RangeId id, CancellationToken cancellationToken)
    {
        if (HangsDeletions)
        {
            _hung.TrySetResult();
            await _closing.Task;
            throw Faults.Unavailable("The engine closes.").ToException();
        }

        disk.Write(() => disk.Ranges.TryRemove(id, out _));
    }

    public Task BeginCloseAsync()
    {
        _closing.TrySetResult();
        return BeginCloseError is { } error ? Task.FromException(error) : Task.CompletedTask;
    }

    /// <summary>Stops every open range, as a failed disk does.</summary>
    public void StopAll(Func<RangeId, Fault> fault)
    {
        foreach (var (id, store) in _open)
        {
            store.Stop(fault(id));
        }
    }

    /// <summary>The fault that a test wants for the request that has just come.</summary>
    public Fault? FaultOf(RangeDescriptor descriptor)
    {
        Interlocked.Increment(ref _submitted);
        return SubmitFaults.TryDequeue(out var code) ? new Fault(code, $"{code} of {descriptor.Id}.") : null;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
