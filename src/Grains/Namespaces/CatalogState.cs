namespace Orleans.TableService.Grains.Namespaces;

/// <summary>What the catalog keeps. Stored: members are added, never changed or removed.</summary>
[GenerateSerializer, Alias("tableservice.CatalogState")]
internal sealed class CatalogState
{
    [Id(0)]
    public long NextNamespaceId { get; set; }

    [Id(1)]
    public long NextStreamId { get; set; } = TableStreamId.FirstUserValue;

    [Id(2)]
    public Dictionary<string, CatalogRow> Namespaces { get; set; } = new(StringComparer.Ordinal);
}
