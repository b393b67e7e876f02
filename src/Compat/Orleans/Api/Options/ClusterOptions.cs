namespace Orleans.Configuration;

/// <summary>Which cluster a silo belongs to.</summary>
public class ClusterOptions
{
    /// <summary>Name of the cluster. Default "dev".</summary>
    public string ClusterId { get; set; } = "dev";

    /// <summary>Name of the service, kept across clusters. Default "dev".</summary>
    public string ServiceId { get; set; } = "dev";
}

/// <summary>Names a silo.</summary>
public class SiloOptions
{
    /// <summary>The silo's name; null picks one.</summary>
    public string? SiloName { get; set; }
}
