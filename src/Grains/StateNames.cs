namespace Orleans.TableService.Grains;

/// <summary>The names under which grains keep their state. They are part of stored keys and never change.</summary>
public static class StateNames
{
    /// <summary>
    /// The grain storage provider of the service. An application may register its own under this name, before
    /// <c>AddTableService</c>; else the embedded one in the data directory is used.
    /// </summary>
    public const string Provider = "tableservice";

    internal const string Catalog = "catalog";
    internal const string Namespace = "namespace";
    internal const string Stream = "stream";
}
