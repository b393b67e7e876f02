namespace Orleans.TableService.GrainContracts;

/// <summary>Hands out ids and keeps the list of namespaces. There is one, under <see cref="Key"/>.</summary>
/// <remarks>Called by namespaces, never the other way round.</remarks>
[Alias("tableservice.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>The key of the only grain of this kind.</summary>
    const string Key = "catalog";

    /// <summary>Allots an id to a namespace that is about to be created, and lists the namespace as pending.</summary>
    /// <returns>A row with an id that nobody ever had.</returns>
    [Alias("beginCreate")]
    Task<CatalogEntry> BeginCreateAsync(string namespaceName, CancellationToken cancellationToken);

    /// <summary>Lists the namespace as pending because it is about to be deleted.</summary>
    [Alias("beginDelete")]
    Task BeginDeleteAsync(string namespaceName, CancellationToken cancellationToken);

    /// <summary>Ends what was begun: the namespace exists, or it does not. Doing it again is no error.</summary>
    [Alias("settle")]
    Task SettleAsync(string namespaceName, bool exists, CancellationToken cancellationToken);

    /// <summary>All namespaces, in ordinal order of their names.</summary>
    [Alias("list")]
    Task<CatalogListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>A stream id that nobody ever had.</summary>
    [Alias("allotStreamId")]
    Task<long> AllotStreamIdAsync(CancellationToken cancellationToken);
}
