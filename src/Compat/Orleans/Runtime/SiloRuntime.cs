using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>The silo of this process: what all references and activations share.</summary>
internal sealed class SiloRuntime : IDisposable
{
    private readonly Lazy<GrainManifest> _manifest = new(GrainManifest.OfLoadedAssemblies);
    private ITimer? _collector;
    private volatile bool _isRunning;

    public SiloRuntime(
        IServiceProvider services,
        TimeProvider timeProvider,
        ILogger<SiloRuntime> logger,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        IOptions<StrictModeOptions> strictMode)
    {
        Services = services;
        TimeProvider = timeProvider;
        Logger = logger;
        CollectionOptions = collection.Value;
        EnqueuedRequestsLimit = messaging.Value.MaxEnqueuedRequestsHardLimit;
        Pending = new PendingCalls(timeProvider, messaging.Value.ResponseTimeout);
        Catalog = new Catalog(this);
        Factory = new ReferenceFactory(this);
        Copier = strictMode.Value.Enabled ? MessageCopier.Strict : null;
    }

    public IServiceProvider Services { get; }

    public TimeProvider TimeProvider { get; }

    public ILogger Logger { get; }

    public GrainCollectionOptions CollectionOptions { get; }

    public int EnqueuedRequestsLimit { get; }

    public PendingCalls Pending { get; }

    public Catalog Catalog { get; }

    public ReferenceFactory Factory { get; }

    public GrainManifest Manifest => _manifest.Value;

    /// <summary>Rebuilds what crosses calls; null where strict mode is off.</summary>
    public MessageCopier? Copier { get; }

    public void Start()
    {
        _ = Manifest;
        _isRunning = true;
        _collector = TimeProvider.CreateTimer(
            static state => ((Catalog)state!).CollectIdle(),
            Catalog,
            CollectionOptions.CollectionQuantum,
            CollectionOptions.CollectionQuantum);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isRunning = false;
        _collector?.Dispose();
        await Catalog.DeactivateAllAsync(cancellationToken);
    }

    public void ThrowIfNotRunning()
    {
        if (!_isRunning)
        {
            throw new SiloUnavailableException("The silo of this process has not started, or it has stopped.");
        }
    }

    /// <summary>Hands the call to the grain's activation, which it begins if there is none.</summary>
    /// <returns>The activation that took it; null when none could, which fails the call.</returns>
    public Activation? Deliver(IGrainRequest request, GrainClass grainClass, GrainId grainId)
    {
        try
        {
            while (true)
            {
                var activation = Catalog.GetOrBegin(grainId, grainClass);
                if (activation.TryAccept(request))
                {
                    return activation;
                }
            }
        }
        catch (SiloUnavailableException exception)
        {
            request.Fail(exception);
            return null;
        }
    }

    public void Dispose()
    {
        _collector?.Dispose();
        Pending.Dispose();
    }
}
