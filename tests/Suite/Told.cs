namespace Orleans.TableService.Tests.Suite;

/// <summary>Is told an outcome; being told a second one ends the test run.</summary>
public sealed class Told : IOutcomeReceiver
{
    private readonly TaskCompletionSource<TransactionOutcome> _outcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it was told.</summary>
    public Task<TransactionOutcome> Outcome => _outcome.Task;

    // Both throw when something was told before.
    public void Complete(in TransactionOutcome outcome) => _outcome.SetResult(outcome);

    public void Fail(Exception error) => _outcome.SetException(error);
}
