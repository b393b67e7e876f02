using System.Collections.Concurrent;
using Orleans.TableService.Grains.Hosting;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Tests.Support;

/// <summary>Storage on a <see cref="FakeDisk"/>, with ranges that stop when a test says so.</summary>
internal sealed class FakeEngine(FakeDisk disk) : IStorageEngine, IStorageEngineFactory
{
    private readonly ConcurrentDictionary<RangeId, FakeRangeStore> _open = [];
    private int _opened;

    /// <summary>How often a range was opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>While set, no range opens.</summary>
    public Fault? OpenFault { get; set; }

    public bool IsDisposed { get; private set; }

    public Task<IStorageEngine> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IStorageEngine>(this);

    public async Task CreateRangeAsync(RangeDescriptor descriptor, CancellationToken cancellationToken)
    {
        var range = await FakeRange.CreateAsync(descriptor.JournalId, descriptor.KeyType, descriptor.KeepPreviousValues);
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

        var store = new FakeRangeStore(descriptor, range.Table, Interlocked.Increment(ref _opened));
        _open[descriptor.Id] = store;
        return store;
    }

    public Task DeleteRangeAsync(RangeId id, CancellationToken cancellationToken)
    {
        disk.Write(() => disk.Ranges.TryRemove(id, out _));
        return Task.CompletedTask;
    }

    /// <summary>Stops every open range, as a failed disk does.</summary>
    public void StopAll(Func<RangeId, Fault> fault)
    {
        foreach (var (id, store) in _open)
        {
            store.Stop(fault(id));
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
