using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.TableService.Compat;

namespace Orleans.TableService.Tests;

/// <summary>A started silo on a clock that the test moves.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private TestSilo(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => _host.Services;

    public SiloRuntime Runtime => _host.Services.GetRequiredService<SiloRuntime>();

    public static async Task<TestSilo> StartAsync(
        Action<ISiloBuilder>? configure = null, TimeProvider? timeProvider = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(timeProvider ?? TimeProvider.System);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            configure?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new TestSilo(host);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
