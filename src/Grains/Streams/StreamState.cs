using Orleans.TableService.Grains.Namespaces;

namespace Orleans.TableService.Grains.Streams;

/// <summary>What a stream keeps. Stored: members are added, never changed or removed.</summary>
[GenerateSerializer, Alias("tableservice.StreamState")]
internal sealed class StreamState
{
    /// <summary><see langword="null"/> before the stream is created and after it is deleted.</summary>
    [Id(0)]
    public StreamRow? Stream { get; set; }

    [Id(1)]
    public string NamespaceName { get; set; } = "";

    [Id(2)]
    public string Name { get; set; } = "";

    [Id(3)]
    public long MapVersion { get; set; }

    [Id(4)]
    public long NextRangeNumber { get; set; } = RangeId.FirstNumber;

    /// <summary>In order of their intervals.</summary>
    [Id(5)]
    public List<RangeRow> Ranges { get; set; } = [];
}
