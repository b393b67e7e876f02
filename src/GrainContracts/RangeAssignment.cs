namespace Orleans.TableService.GrainContracts;

/// <summary>What a range's grain must know to open the range.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.RangeAssignment")]
public sealed record RangeAssignment
{
    /// <summary>Which range.</summary>
    [Id(0)]
    public required RangeId Id { get; init; }

    /// <summary>Identity of its journal.</summary>
    [Id(1)]
    public required Guid JournalId { get; init; }

    /// <summary>How its stream divides pKeys.</summary>
    [Id(2)]
    public required KeyType KeyType { get; init; }

    /// <summary>The routing keys that it owns.</summary>
    [Id(3)]
    public required KeyInterval Interval { get; init; }

    /// <summary>Version of the map that says so.</summary>
    [Id(4)]
    public required long MapVersion { get; init; }

    /// <summary>Whether records carry the values that they replace.</summary>
    [Id(5)]
    public bool KeepPreviousValues { get; init; }

    /// <summary>Age behind which history may go; <see langword="null"/> for no bound.</summary>
    [Id(6)]
    public TimeSpan? RetentionTime { get; init; }

    /// <summary>Bytes of history behind which older history may go; <see langword="null"/> for no bound.</summary>
    [Id(7)]
    public long? RetentionSizeBytes { get; init; }

    /// <summary>Size from which values lie in files of their own; <see langword="null"/> for never.</summary>
    [Id(8)]
    public int? SeparateValuesFromBytes { get; init; }
}
