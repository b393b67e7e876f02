using System.Runtime.CompilerServices;

namespace Orleans.TableService.Gateway;

/// <summary>
/// Runs continuations where what they wait for ends, instead of in a pool item each. For short ones of our own only.
/// </summary>
internal sealed class InPlace : SynchronizationContext
{
    private static readonly InPlace Context = new();

    /// <summary>Waits for an outcome that is not there yet.</summary>
    public static void Continue(in ValueTaskAwaiter<TransactionOutcome> awaiter, Action continuation)
    {
        var callers = Current;
        SetSynchronizationContext(Context);
        try
        {
            awaiter.UnsafeOnCompleted(continuation);
        }
        finally
        {
            SetSynchronizationContext(callers);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => d(state);
}
