namespace Orleans.TableService.Grains.EmbeddedStorage;

/// <summary>Where a single node keeps the state of its grains.</summary>
public sealed class EmbeddedGrainStorageOptions
{
    /// <summary>The directory; made if it is missing. Only one process may use it. Required.</summary>
    public string Directory { get; set; } = "";
}
