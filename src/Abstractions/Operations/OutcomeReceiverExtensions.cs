namespace Orleans.TableService;

/// <summary>What is awaited and who is told, brought together.</summary>
public static class OutcomeReceiverExtensions
{
    /// <summary>Tells a receiver what a wait ends with; never fails.</summary>
    public static async Task FollowAsync(this IOutcomeReceiver receiver, ValueTask<TransactionOutcome> wait)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        TransactionOutcome outcome;
        try
        {
            outcome = await wait.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the wait ends with is the receiver's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            receiver.Fail(e);
            return;
        }

        receiver.Complete(outcome);
    }
}
