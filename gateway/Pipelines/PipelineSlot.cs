namespace Orleans.TableService.Gateway;

/// <summary>
/// One operation in flight, without a task: it is told the outcome, and holds the result until that is written. Its
/// session uses it again.
/// </summary>
internal sealed class PipelineSlot(PipelineSession session, Committer committer, CancellationToken gone)
    : IOutcomeReceiver
{
    private TableName _name;
    private TableTransaction? _transaction;
    private ITable? _known;

    public Wire.PipelineOperation.OperationOneofCase Kind { get; private set; }

    /// <summary>What the window holds for the operation, and then for its result.</summary>
    public long ChargedBytes { get; set; }

    /// <summary>What the result weighs, as soon as the session is told of it.</summary>
    public long ResultSizeBytes { get; set; }

    /// <summary>The operation's id, and its result as soon as the session is told of it.</summary>
    public PipelineResultBuffer Result { get; } = new();

    /// <summary>Begins a use, which ends when the result that the session is told of is written.</summary>
    public void Begin(Wire.PipelineOperation operation, long chargedBytes)
    {
        Result.Begin(operation.Id);
        (Kind, ChargedBytes) = (operation.OperationCase, chargedBytes);
    }

    /// <summary>Carries out the operation.</summary>
    public void Commit(TableName name, TableTransaction transaction)
    {
        (_name, _transaction) = (name, transaction);
        try
        {
            committer.Submit(name, transaction, this, out _known, gone);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Tells the session what became of the operation.</summary>
    public void Complete(in TransactionOutcome outcome)
    {
        var (transaction, known) = (_transaction, _known);
        (_transaction, _known) = (null, null);
        if (known is not null && Committer.MayBeStale(outcome.Fault))
        {
            // The table was deleted, and may have been created again.
            _transaction = transaction;
            _ = this.FollowAsync(committer.SendAgainAsync(_name, known, transaction!, gone));
            return;
        }

        session.Done(this, Write(outcome));
    }

    /// <inheritdoc/>
    public void Fail(Exception error)
    {
        if (gone.IsCancellationRequested)
        {
            (_transaction, _known) = (null, null);
            session.Abandoned(this);
        }
        else
        {
            Complete(committer.OutcomeOf(error));
        }
    }

    // What arises here must not reach the code in whose midst it runs.
    private TransactionOutcome Write(in TransactionOutcome outcome)
    {
        try
        {
            Result.Set(Kind, outcome);
            return outcome;
        }
        catch (Exception exception)
        {
            var failed = committer.OutcomeOf(exception);
            Result.Set(Kind, failed);
            return failed;
        }
    }
}
