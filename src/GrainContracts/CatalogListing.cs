namespace Orleans.TableService.GrainContracts;

/// <summary>The namespaces that the catalog lists.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.CatalogListing")]
public sealed record CatalogListing
{
    /// <summary>In ordinal order of their names.</summary>
    [Id(0)]
    public required IReadOnlyList<CatalogEntry> Entries { get; init; }
}
