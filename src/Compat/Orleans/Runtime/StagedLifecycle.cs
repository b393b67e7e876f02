using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>Starts observers by ascending stage, those of one stage together, and stops what it started.</summary>
internal sealed class StagedLifecycle : IGrainLifecycle, ISiloLifecycle
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _subscriptions = [];
    private int? _started;

    public int HighestCompletedStage { get; private set; } = ServiceLifecycleStage.First;

    public int LowestStoppedStage { get; private set; } = ServiceLifecycleStage.Last;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new Subscription(this, stage, observer);
        lock (_lock)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Starts all stages; the first failure ends the start and is thrown.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stage in Stages().OrderBy(stage => stage.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _started = stage.Key;
            await Task.WhenAll(stage.Select(item => item.Observer.OnStart(cancellationToken)).ToArray());
            HighestCompletedStage = stage.Key;
        }
    }

    /// <summary>Stops all stages that were started, also past failures, which are thrown at the end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        List<Exception>? failures = null;
        foreach (var stage in Stages().Where(stage => stage.Key <= _started).OrderByDescending(stage => stage.Key))
        {
            try
            {
                await Task.WhenAll(stage.Select(item => item.Observer.OnStop(cancellationToken)).ToArray());
            }
#pragma warning disable CA1031 // The stages below must be stopped too.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                (failures ??= []).Add(exception);
            }

            LowestStoppedStage = stage.Key;
        }

        if (failures is not null)
        {
            throw new AggregateException("Some stages did not stop cleanly.", failures);
        }
    }

    private IGrouping<int, Subscription>[] Stages()
    {
        lock (_lock)
        {
            return _subscriptions.GroupBy(item => item.Stage).ToArray();
        }
    }

    private sealed class Subscription(StagedLifecycle owner, int stage, ILifecycleObserver observer) : IDisposable
    {
        public int Stage => stage;

        public ILifecycleObserver Observer => observer;

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._subscriptions.Remove(this);
            }
        }
    }
}
