using System.Runtime.CompilerServices;

namespace Orleans.TableService.Gateway;

/// <summary>
/// One operation in flight: the continuation of its outcome, without a task. Its session uses it again.
/// </summary>
internal sealed class PipelineSlot
{
    private readonly PipelineSession _session;
    private readonly Action _finish;
    private ConfiguredValueTaskAwaitable<TransactionOutcome>.ConfiguredValueTaskAwaiter _outcome;

    public PipelineSlot(PipelineSession session)
    {
        _session = session;
        _finish = Finish;
    }

    public ulong Id { get; private set; }

    public Wire.PipelineOperation.OperationOneofCase Kind { get; private set; }

    public long ChargedBytes { get; private set; }

    /// <summary>Begins a use, which ends when the session is told of the outcome.</summary>
    public void Follow(Wire.PipelineOperation operation, long chargedBytes, ValueTask<TransactionOutcome> outcome)
    {
        (Id, Kind, ChargedBytes) = (operation.Id, operation.OperationCase, chargedBytes);
        _outcome = outcome.ConfigureAwait(false).GetAwaiter();
        if (_outcome.IsCompleted)
        {
            Finish();
        }
        else
        {
            _outcome.UnsafeOnCompleted(_finish);
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
            _session.Failed(this, exception);
            return;
        }

        _session.Done(this, outcome);
    }
}
