namespace Orleans.TableService.Grains.Namespaces;

/// <summary>What a namespace keeps. Stored: members are added, never changed or removed.</summary>
[GenerateSerializer, Alias("tableservice.NamespaceState")]
internal sealed class NamespaceState
{
    [Id(0)]
    public bool Exists { get; set; }

    [Id(1)]
    public long Id { get; set; }

    [Id(2)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(3)]
    public Dictionary<string, StreamRow> Streams { get; set; } = new(StringComparer.Ordinal);
}
