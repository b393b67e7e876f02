using System.Runtime.CompilerServices;

namespace Orleans.TableService.Gateway;

/// <summary>
/// One operation in flight, without a task: the continuation of its outcome, then its result until that is written.
/// Its session uses it again.
/// </summary>
internal sealed class PipelineSlot
{
    private readonly PipelineSession _session;
    private readonly Committer _committer;
    private readonly CancellationToken _gone;
    private readonly Action _finish;
    private ValueTaskAwaiter<TransactionOutcome> _outcome;
    private TableName _name;
    private TableTransaction? _transaction;
    private ITable? _known;

    public PipelineSlot(PipelineSession session, Committer committer, CancellationToken gone)
    {
        _session = session;
        _committer = committer;
        _gone = gone;
        _finish = Finish;
    }

    public Wire.PipelineOperation.OperationOneofCase Kind { get; private set; }

    /// <summary>What the operation weighs, and then its result.</summary>
    public long ChargedBytes { get; set; }

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
            Follow(_committer.SendAsync(name, transaction, out _known, _gone));
        }
        catch (Exception exception)
        {
            End(exception);
        }
    }

    /// <summary>Tells the session what became of the operation.</summary>
    public void End(in TransactionOutcome outcome)
    {
        var (transaction, known) = (_transaction, _known);
        (_transaction, _known) = (null, null);
        if (known is not null && Committer.MayBeStale(outcome.Fault))
        {
            // The table was deleted, and may have been created again.
            _transaction = transaction;
            Follow(_committer.SendAgainAsync(_name, known, transaction!, _gone));
            return;
        }

        _session.Done(this, Write(outcome));
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
            var failed = _committer.OutcomeOf(exception);
            Result.Set(Kind, failed);
            return failed;
        }
    }

    private void Follow(ValueTask<TransactionOutcome> outcome)
    {
        _outcome = outcome.GetAwaiter();
        if (_outcome.IsCompleted)
        {
            Finish();
        }
        else
        {
            InPlace.Continue(_outcome, _finish);
        }
    }

    private void Finish()
    {
        var awaiter = _outcome;
        _outcome = default;
        TransactionOutcome outcome;
        try
        {
            outcome = awaiter.GetResult();
        }
        catch (Exception exception)
        {
            End(exception);
            return;
        }

        End(outcome);
    }

    private void End(Exception exception)
    {
        if (_gone.IsCancellationRequested)
        {
            (_transaction, _known) = (null, null);
            _session.Abandoned(this);
        }
        else
        {
            End(_committer.OutcomeOf(exception));
        }
    }
}
