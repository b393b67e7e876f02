using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TableService.Client.Orleans;
using Orleans.TableService.Grains.Hosting;

namespace Orleans.TableService.Grains.Tests.Support;

/// <summary>A silo with the table service over a disk that outlives it.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private TestSilo(IHost host, FakeEngine engine)
    {
        _host = host;
        Engine = engine;
    }

    public FakeEngine Engine { get; }

    public ITableService Service => _host.Services.GetRequiredService<ITableService>();

    public ITableAdmin Admin => Service.Admin;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>A second client of the silo, which knows nothing of what the first one does.</summary>
    public ITableService NewClient() => ActivatorUtilities.CreateInstance<OrleansTableService>(_host.Services);

    /// <summary>A client with a clock of its own, which tries again without delay.</summary>
    public ITableService NewClient(TimeProvider time) => new OrleansTableService(
        Grains,
        Options.Create(new TableClientOptions { RetryDelay = TimeSpan.Zero }),
        Options.Create(new TableLimits()),
        time);

    public static async Task<TestSilo> StartAsync(FakeDisk disk)
    {
        var engine = new FakeEngine(disk);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.Services.AddKeyedSingleton<IGrainStorage>(StateNames.Provider, new FakeGrainStorage(disk));
            silo.Services.AddSingleton<IStorageEngineFactory>(engine);
            silo.AddTableService();

#if !UPSTREAM
            // What a wire would lose, these tests lose too.
            silo.Services.Configure<Compat.StrictModeOptions>(strict => strict.Enabled = true);
#endif
        });
        var host = builder.Build();
        await host.StartAsync();
        return new TestSilo(host, engine);
    }

    /// <summary>Says that the application is about to stop.</summary>
    public void BeginStop() => _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
    }
}
