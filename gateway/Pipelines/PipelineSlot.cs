using System.Runtime.CompilerServices;

namespace Orleans.TableService.Gateway;

/// <summary>One operation in flight: the continuation of its outcome, without a task.</summary>
internal sealed class PipelineSlot(
    PipelineSession session,
    ulong id,
    Wire.PipelineOperation.OperationOneofCase kind,
    long chargedBytes)
{
    private ConfiguredValueTaskAwaitable<TransactionOutcome>.ConfiguredValueTaskAwaiter _outcome;

    public ulong Id => id;

    public Wire.PipelineOperation.OperationOneofCase Kind => kind;

    public long ChargedBytes => chargedBytes;

    public void Follow(ValueTask<TransactionOutcome> outcome)
    {
        _outcome = outcome.ConfigureAwait(false).GetAwaiter();
        if (_outcome.IsCompleted)
        {
            Finish();
        }
        else
        {
            _outcome.UnsafeOnCompleted(Finish);
        }
    }

    private void Finish()
    {
        TransactionOutcome outcome;
        try
        {
            outcome = _outcome.GetResult();
        }
        catch (Exception exception)
        {
            session.Failed(this, exception);
            return;
        }

        session.Done(this, outcome);
    }
}
