using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Hosting;

/// <summary>Ties the storage to the silo's life: open before the first grain, closed after the last.</summary>
internal sealed class StorageEngineHost(
    IStorageEngineFactory factory, IOptions<SiloOptions> silo, IHostApplicationLifetime? application = null)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private volatile IStorageEngine? _engine;
    private CancellationTokenRegistration _whenStopping;
    private Task _beginningClose = Task.CompletedTask;

    /// <summary>Name of the silo that owns what is opened here.</summary>
    public string SiloName => silo.Value.SiloName ?? Environment.MachineName;

    /// <summary>Whether the storage is open.</summary>
    public bool IsOpen => _engine is not null;

    /// <summary>Whether the application is about to stop: no restore from a checkpoint is begun any more.</summary>
    public bool IsStopping => application is { ApplicationStopping.IsCancellationRequested: true };

    /// <summary>The open storage.</summary>
    /// <exception cref="UnavailableException">The silo is starting or stopping.</exception>
    public IStorageEngine Engine =>
        _engine ?? throw Faults.Unavailable("The storage is not open: the silo is starting or stopping.").ToException();

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe<StorageEngineHost>(ServiceLifecycleStage.RuntimeStorageServices, StartAsync, StopAsync);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var engine = await factory.OpenAsync(cancellationToken);
        _engine = engine;

        // Before doors and grains end: they wait for their calls, and some of these may wait for a store far away.
        _whenStopping = application?.ApplicationStopping.Register(() => _beginningClose = engine.BeginCloseAsync())
            ?? default;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_engine is { } engine)
        {
            _engine = null;
            try
            {
                await _whenStopping.DisposeAsync();
                await _beginningClose;
            }
            finally
            {
                await engine.DisposeAsync();
            }
        }
    }
}
