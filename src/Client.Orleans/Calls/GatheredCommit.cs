namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>A transaction that travels with others.</summary>
/// <param name="Transaction">What to carry out.</param>
/// <param name="Receiver">Who is told the outcome.</param>
/// <param name="Appeal">Has the last word on it.</param>
/// <param name="CancellationToken">Ends further attempts.</param>
internal readonly record struct GatheredCommit(
    TableTransaction Transaction,
    IOutcomeReceiver Receiver,
    ICommitAppeal? Appeal,
    CancellationToken CancellationToken)
{
    /// <summary>The wait of a caller who awaits the outcome.</summary>
    public PendingCommit? Awaited => Receiver as PendingCommit;
}
