namespace Orleans;

/// <summary>The cluster as seen by code that is not a grain.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>Services of the process.</summary>
    IServiceProvider ServiceProvider { get; }
}
