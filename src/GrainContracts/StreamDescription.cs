namespace Orleans.TableService.GrainContracts;

/// <summary>A stream, where it is an argument.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.StreamDescription")]
public sealed record StreamDescription
{
    /// <summary>The stream.</summary>
    [Id(0)]
    public required StreamInfo Info { get; init; }
}
