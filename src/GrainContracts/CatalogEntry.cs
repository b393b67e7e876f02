namespace Orleans.TableService.GrainContracts;

/// <summary>A namespace as the catalog lists it.</summary>
[GenerateSerializer, Immutable, Alias("tableservice.CatalogEntry")]
public sealed record CatalogEntry
{
    /// <summary>The namespace.</summary>
    [Id(0)]
    public required NamespaceInfo Info { get; init; }

    /// <summary>A create or delete began and is not known to have ended: only the namespace itself knows.</summary>
    [Id(1)]
    public bool IsPending { get; init; }
}
