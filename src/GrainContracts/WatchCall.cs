namespace Orleans.TableService.GrainContracts;

/// <summary>What a watch of one range follows.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.WatchCall")]
public sealed record WatchCall
{
    /// <summary>The keys and where to begin.</summary>
    [Id(0)]
    public required WatchRequest Request { get; init; }
}
