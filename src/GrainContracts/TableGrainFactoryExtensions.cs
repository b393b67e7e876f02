using System.Globalization;

namespace Orleans.TableService.GrainContracts;

/// <summary>References to the service's grains: the only place that spells their keys.</summary>
public static class TableGrainFactoryExtensions
{
    /// <summary>The catalog.</summary>
    public static ICatalogGrain GetCatalog(this IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);
    }

    /// <summary>The namespace of this name, whether it exists or not.</summary>
    public static INamespaceGrain GetNamespace(this IGrainFactory grains, string name)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<INamespaceGrain>(name);
    }

    /// <summary>The stream of this id.</summary>
    public static IStreamGrain GetStream(this IGrainFactory grains, TableStreamId id)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IStreamGrain>(id.Value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The range of this id.</summary>
    public static IRangeGrain GetRange(this IGrainFactory grains, RangeId id)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IRangeGrain>(id.ToString());
    }
}
