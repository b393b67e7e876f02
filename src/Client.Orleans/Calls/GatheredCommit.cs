namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>A transaction that travels with others.</summary>
/// <param name="Transaction">What to carry out.</param>
/// <param name="Receiver">Who is told the outcome.</param>
/// <param name="Appeal">Has the last word on it.</param>
/// <param name="CancellationToken">Once it is cancelled, it is not sent or not sent again.</param>
internal readonly record struct GatheredCommit(
    TableTransaction Transaction,
    IOutcomeReceiver Receiver,
    ICommitAppeal? Appeal,
    CancellationToken CancellationToken)
{
    /// <summary>The wait of a caller who awaits the outcome.</summary>
    public PendingCommit? Awaited => Receiver as PendingCommit;

    /// <summary>Whether its caller has given up.</summary>
    public bool IsCancelled => CancellationToken.IsCancellationRequested;
}
