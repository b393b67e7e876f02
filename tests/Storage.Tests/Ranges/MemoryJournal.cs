using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>One ownership of a journal in memory.</summary>
internal sealed class MemoryJournal(
    MemoryJournalStore store, RangeId range, MemoryJournalFile file, long epoch) : IRangeJournal
{
    private readonly ConcurrentQueue<(RecordGroup Group, IAppendCompletion Completion)> _pending = new();
    private readonly SemaphoreSlim _appended = new(0);
    private readonly Lock _flushing = new();

    /// <summary>The error that the next groups fail with, while the store goes on.</summary>
    public Exception? AppendError { get; set; }

    public RangeId Range => range;

    public Guid JournalId => file.Id;

    public long Epoch => epoch;

    public long FirstLsn => file.FirstLsn;

    public bool IsTrimmed => file.IsTrimmed;

    public TimeSpan SegmentAgeMax { get; set; }

    public Action? WhenRolled { get; set; }

    public long LastLsn => file.LastLsn;

    public long SizeBytes => 0;

    public Fault? WriteRefusal => store.WriteRefusal;

    public bool IsFenced => file.Epoch != epoch || store.Failure.IsCompleted;

    /// <summary>Called by the step that appends, with who is told of the end.</summary>
    public Action<IAppendCompletion>? WhenAppending { get; set; }

    public void Append(RecordGroup group, IAppendCompletion completion)
    {
        WhenAppending?.Invoke(completion);
        _pending.Enqueue((group, completion));
        _appended.Release();
        if (!store.IsManual)
        {
            // A test that flushed by itself until now may have taken the group already.
            store.Enqueue(() => TryFlushOne());
        }
    }

    /// <summary>Waits for the next append that was not waited for yet.</summary>
    public async Task WaitForAppendAsync() =>
        Assert.True(await _appended.WaitAsync(TimeSpan.FromSeconds(30)), "Nothing was appended.");

    /// <summary>Makes the oldest waiting group durable, or fails it.</summary>
    public void FlushOne() => Assert.True(TryFlushOne());

    /// <summary>Makes the oldest waiting group durable, or fails it, if there is one.</summary>
    public bool TryFlushOne()
    {
        // In order, though the test and the store's thread may both be at it for a moment.
        lock (_flushing)
        {
            if (!_pending.TryDequeue(out var next))
            {
                return false;
            }

            Flush(next.Group, next.Completion);
            return true;
        }
    }

    public IJournalReader OpenReader(long fromLsn) => fromLsn >= file.FirstLsn
        ? new Reader(file, fromLsn)
        : throw Faults.RevisionCompacted(fromLsn, file.FirstLsn).ToException();

    public IReadOnlyList<JournalCut> ListCuts() => file.ListCuts();

    public Task TrimAsync(long belowLsn, CancellationToken cancellationToken)
    {
        file.Trim(belowLsn - 1);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Flush(RecordGroup group, IAppendCompletion completion)
    {
        var error = store.Failure.IsCompleted ? new IOException("crash") : store.NextFlushError;
        if (error is not null)
        {
            store.Fail(error);
        }
        else if (AppendError is not null)
        {
            error = AppendError;
        }
        else if (!file.TryAdd(group, epoch))
        {
            error = new IOException("fenced");
        }

        if (error is null)
        {
            completion.Committed(group);
        }
        else
        {
            completion.Failed(group, error);
        }
    }

    private sealed class Reader(MemoryJournalFile file, long fromLsn) : IJournalReader
    {
        private long _next = fromLsn;

        public bool TryRead([NotNullWhen(true)] out RecordGroup? group)
        {
            group = file.At(_next);
            _next = group?.LastLsn + 1 ?? _next;
            return group is not null;
        }

        public void Dispose()
        {
        }
    }
}
