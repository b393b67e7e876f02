namespace Orleans.TableService;

/// <summary>Is told what became of one transaction, where that arises.</summary>
/// <remarks>
/// One of the two is called once, on any thread, perhaps before <see cref="ITable.Submit"/> has returned. An
/// implementation notes what it is told: it must not throw, wait, or run what somebody else wrote, for others wait
/// behind it. What it throws all the same ends the process.
/// </remarks>
public interface IOutcomeReceiver
{
    /// <summary>The transaction's outcome, as <see cref="ITable.TryCommitAsync"/> returns it.</summary>
    void Complete(in TransactionOutcome outcome);

    /// <summary>There is no outcome, for a reason that <see cref="ITable.TryCommitAsync"/> throws.</summary>
    void Fail(Exception error);
}
