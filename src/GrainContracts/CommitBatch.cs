namespace Orleans.TableService.GrainContracts;

/// <summary>Transactions for one range. They share the way there, nothing else.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.CommitBatch")]
public sealed class CommitBatch
{
    /// <summary>In the order in which they are submitted; at least one.</summary>
    [Id(0)]
    public required IReadOnlyList<TableTransaction> Transactions { get; init; }

    /// <summary>Version of the map by which the sender found the range.</summary>
    [Id(1)]
    public long MapVersion { get; init; }
}
