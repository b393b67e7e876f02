using System.Runtime.ExceptionServices;

namespace Orleans.TableService;

/// <summary>Tells receivers, so that none keeps others from being told.</summary>
/// <remarks>
/// What a receiver throws against its contract is thrown on a thread of the pool, where it ends the process: its caller
/// would wait for ever.
/// </remarks>
public static class OutcomeReceiverExtensions
{
    /// <summary>Tells a receiver the outcome; never fails.</summary>
    public static void Tell(this IOutcomeReceiver receiver, in TransactionOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        Tell(receiver, outcome, error: null);
    }

    /// <summary>Tells a receiver why there is no outcome; never fails.</summary>
    public static void Tell(this IOutcomeReceiver receiver, Exception error)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(error);
        Tell(receiver, outcome: default, error);
    }

    /// <summary>Tells a receiver what a wait ends with; never fails.</summary>
    public static async Task FollowAsync(this IOutcomeReceiver receiver, ValueTask<TransactionOutcome> wait)
    {
        TransactionOutcome outcome;
        try
        {
            outcome = await wait.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the wait ends with is the receiver's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            receiver.Tell(e);
            return;
        }

        receiver.Tell(outcome);
    }

    private static void Tell(IOutcomeReceiver receiver, in TransactionOutcome outcome, Exception? error)
    {
        try
        {
            if (error is null)
            {
                receiver.Complete(outcome);
            }
            else
            {
                receiver.Fail(error);
            }
        }
#pragma warning disable CA1031 // Thrown again where nobody else is harmed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static thrown => thrown.Throw(), ExceptionDispatchInfo.Capture(e), preferLocal: false);
        }
    }
}
