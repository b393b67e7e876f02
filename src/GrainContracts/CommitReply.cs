namespace Orleans.TableService.GrainContracts;

/// <summary>What became of the transactions of a <see cref="CommitBatch"/>.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.CommitReply")]
public sealed class CommitReply
{
    /// <summary>One per transaction, in order.</summary>
    [Id(0)]
    public required IReadOnlyList<TransactionOutcome> Outcomes { get; init; }
}
