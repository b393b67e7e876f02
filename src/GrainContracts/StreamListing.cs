namespace Orleans.TableService.GrainContracts;

/// <summary>The streams of a namespace.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.StreamListing")]
public sealed record StreamListing
{
    /// <summary>In ordinal order of their names.</summary>
    [Id(0)]
    public required IReadOnlyList<StreamInfo> Streams { get; init; }
}
