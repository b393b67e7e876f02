namespace Orleans.TableService.GrainContracts;

/// <summary>A range in the map of its stream.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.RangeMapEntry")]
public sealed record RangeMapEntry
{
    /// <summary>The range's number within the stream.</summary>
    [Id(0)]
    public required long Number { get; init; }

    /// <summary>The routing keys that it owns: <see cref="RoutingKey"/>.</summary>
    [Id(1)]
    public required KeyInterval Interval { get; init; }

    /// <summary>Identity of its journal, chosen once and for ever.</summary>
    [Id(2)]
    public required Guid JournalId { get; init; }
}
