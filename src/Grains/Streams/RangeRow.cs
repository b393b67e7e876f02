namespace Orleans.TableService.Grains.Streams;

/// <summary>A range in the state of its stream. Stored: members are added, never changed or removed.</summary>
[GenerateSerializer, Alias("tableservice.RangeRow")]
internal sealed class RangeRow
{
    [Id(0)]
    public long Number { get; set; }

    [Id(1)]
    public byte[] Start { get; set; } = [];

    /// <summary><see langword="null"/> is unbounded.</summary>
    [Id(2)]
    public byte[]? End { get; set; }

    [Id(3)]
    public Guid JournalId { get; set; }
}
