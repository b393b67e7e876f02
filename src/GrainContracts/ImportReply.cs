namespace Orleans.TableService.GrainContracts;

/// <summary>What became of an <see cref="ImportCall"/>.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.ImportReply")]
public sealed record ImportReply
{
    /// <summary>How many of the entries the range owns; all of them are written.</summary>
    [Id(0)]
    public required int Count { get; init; }
}
