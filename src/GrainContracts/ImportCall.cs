namespace Orleans.TableService.GrainContracts;

/// <summary>A chunk of a backup for one range.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.ImportCall")]
public sealed record ImportCall
{
    /// <summary>The entries, of which the range writes those that it owns.</summary>
    [Id(0)]
    public required ReadOnlyMemory<byte> Entries { get; init; }

    /// <summary>Behind this revision the range's own begin.</summary>
    [Id(1)]
    public required long RevisionFloor { get; init; }
}
