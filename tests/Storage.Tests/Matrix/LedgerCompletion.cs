using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Appends one group and writes down, at the very moment, what becomes of it.</summary>
internal sealed class LedgerCompletion(JournalLedger ledger, IRangeJournal journal) : IAppendCompletion
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called by the thread that acknowledges.</summary>
    public Action? WhenCommitted { get; init; }

    public Task AppendAsync(RecordGroup group)
    {
        ledger.Submit(journal.Range.Number, group);
        journal.Append(group, this);
        return _done.Task;
    }

    public void Committed(RecordGroup group)
    {
        ledger.Acknowledge(journal.Range.Number);
        WhenCommitted?.Invoke();
        _done.SetResult();
    }

    public void Failed(RecordGroup group, Exception error)
    {
        if (error is ResourceExhaustedException or RangeUnavailableException)
        {
            ledger.Refuse(journal.Range.Number);
        }

        _done.SetException(error);
    }
}
