namespace Orleans.TableService.GrainContracts;

/// <summary>What is to be created.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.CreateStreamCall")]
public sealed record CreateStreamCall
{
    /// <summary>Name of the stream in its namespace.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>How it is to be.</summary>
    [Id(1)]
    public required StreamConfiguration Configuration { get; init; }
}
