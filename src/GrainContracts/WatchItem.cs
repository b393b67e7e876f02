namespace Orleans.TableService.GrainContracts;

/// <summary>One step of a watch: a batch, or the fault that ends it.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.WatchItem")]
public sealed record WatchItem
{
    /// <summary>What changed, or how far the watch has come.</summary>
    [Id(0)]
    public ChangeBatch? Batch { get; init; }

    /// <summary>Why the watch ends here.</summary>
    [Id(1)]
    public Fault? Fault { get; init; }
}
