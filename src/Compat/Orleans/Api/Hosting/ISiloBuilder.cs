using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Puts a silo together.</summary>
public interface ISiloBuilder
{
    /// <summary>Services of the host.</summary>
    IServiceCollection Services { get; }

    /// <summary>Configuration of the host.</summary>
    IConfiguration Configuration { get; }
}

/// <summary>Puts a client together.</summary>
public interface IClientBuilder
{
    /// <summary>Services of the host.</summary>
    IServiceCollection Services { get; }

    /// <summary>Configuration of the host.</summary>
    IConfiguration Configuration { get; }
}
