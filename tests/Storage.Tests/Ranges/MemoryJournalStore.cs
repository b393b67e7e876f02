using System.Collections.Concurrent;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>
/// A journal store in memory: loses what was not flushed in a crash, fails on demand, and flushes when told to.
/// </summary>
internal sealed class MemoryJournalStore : IJournalStore
{
    private readonly ConcurrentDictionary<RangeId, MemoryJournalFile> _files = new();
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BlockingCollection<Action> _flushes = [];
    private readonly Thread _thread;

    public MemoryJournalStore()
    {
        _thread = new Thread(Flush) { IsBackground = true, Name = "memory-journal" };
        _thread.Start();
    }

    /// <summary>Whether groups become durable only by <see cref="MemoryJournal.FlushOne"/>.</summary>
    public bool IsManual { get; set; }

    /// <summary>The error that the next flush fails with.</summary>
    public Exception? NextFlushError { get; set; }

    /// <summary>Why nothing is to be appended just now.</summary>
    public Fault? WriteRefusal { get; set; }

    /// <summary>Stores opened so far over this one's files.</summary>
    public MemoryJournal? LastOpened { get; private set; }

    public Task<Exception> Failure => _failure.Task;

    public Guid StoreId { get; init; } = Guid.NewGuid();

    public Task CreateAsync(RangeId range, Guid journalId, CancellationToken cancellationToken)
    {
        var file = _files.GetOrAdd(range, _ => new MemoryJournalFile(journalId));
        return file.Id == journalId
            ? Task.CompletedTask
            : throw new InvalidOperationException("The range has another journal.");
    }

    public Task<IRangeJournal> OpenAsync(RangeId range, Guid journalId, CancellationToken cancellationToken)
    {
        if (!_files.TryGetValue(range, out var file) || file.Id != journalId)
        {
            throw Faults.RangeUnavailable(range, "this store has no such journal.").ToException();
        }

        LastOpened = new MemoryJournal(this, range, file, file.Fence());
        return Task.FromResult<IRangeJournal>(LastOpened);
    }

    public Task DeleteAsync(RangeId range, CancellationToken cancellationToken)
    {
        _files.TryRemove(range, out _);
        return Task.CompletedTask;
    }

    public IReadOnlyList<RangeId> ListRanges() => [.. _files.Keys];

    /// <summary>What a range's journal holds.</summary>
    public MemoryJournalFile File(RangeId range) => _files[range];

    /// <summary>Ends this store as a dead process would; what was flushed is in the store that is returned.</summary>
    public MemoryJournalStore Crash()
    {
        Fail(new IOException("crash"));
        var next = new MemoryJournalStore { StoreId = StoreId };
        foreach (var (range, file) in _files)
        {
            next._files[range] = file.Copy();
        }

        return next;
    }

    /// <summary>Fails the store.</summary>
    public void Fail(Exception error) => _failure.TrySetResult(error);

    public void Enqueue(Action flush) => _flushes.Add(flush);

    public ValueTask DisposeAsync()
    {
        _flushes.CompleteAdding();
        _thread.Join();
        return ValueTask.CompletedTask;
    }

    private void Flush()
    {
        foreach (var flush in _flushes.GetConsumingEnumerable())
        {
            flush();
        }
    }
}
