namespace Orleans.TableService.GrainContracts;

/// <summary>One step of an export: entries of the range, or the fault that ends it.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.ExportItem")]
public sealed record ExportItem
{
    /// <summary>Revision of the range, the same in all items.</summary>
    [Id(0)]
    public long Revision { get; init; }

    /// <summary>How many entries there are.</summary>
    [Id(1)]
    public int Count { get; init; }

    /// <summary>Whether the range has no more.</summary>
    [Id(2)]
    public bool IsLast { get; init; }

    /// <summary>The entries.</summary>
    [Id(3)]
    public ReadOnlyMemory<byte> Entries { get; init; }

    /// <summary>Why the export ends here.</summary>
    [Id(4)]
    public Fault? Fault { get; init; }
}
