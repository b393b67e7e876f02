namespace Orleans.TableService.Grains.Namespaces;

/// <summary>A namespace in the catalog's state.</summary>
[GenerateSerializer, Alias("tableservice.CatalogRow")]
internal sealed class CatalogRow
{
    [Id(0)]
    public long Id { get; set; }

    [Id(1)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(2)]
    public bool IsPending { get; set; }
}
