namespace Orleans.TableService.GrainContracts;

/// <summary>Which range owns which keys of a stream.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.RangeMap")]
public sealed record RangeMap
{
    /// <summary>The stream.</summary>
    [Id(0)]
    public required StreamInfo Stream { get; init; }

    /// <summary>Grows with every change of the map, from 1.</summary>
    [Id(1)]
    public required long Version { get; init; }

    /// <summary>The ranges, in order of their intervals, which lie side by side and cover every key.</summary>
    [Id(2)]
    public required IReadOnlyList<RangeMapEntry> Ranges { get; init; }
}
