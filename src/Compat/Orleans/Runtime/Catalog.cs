using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>The activations of the process: at most one per grain.</summary>
internal sealed class Catalog(SiloRuntime runtime)
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();

    public int Count => _activations.Count;

    /// <summary>The grain's activation, begun now if there is none.</summary>
    /// <exception cref="SiloUnavailableException">There is none, and the silo makes none.</exception>
    public Activation GetOrBegin(GrainId grainId, GrainClass grainClass)
    {
        if (_activations.TryGetValue(grainId, out var activation))
        {
            return activation;
        }

        runtime.ThrowIfNotRunning();
        var fresh = new Activation(runtime, grainClass, grainId);
        activation = _activations.GetOrAdd(grainId, fresh);
        if (activation == fresh)
        {
            fresh.Begin();
        }

        return activation;
    }

    public void Remove(Activation activation)
        => _activations.TryRemove(new KeyValuePair<GrainId, Activation>(activation.GrainId, activation));

    public void CollectIdle()
    {
        var now = runtime.TimeProvider.GetTimestamp();
        foreach (var (_, activation) in _activations)
        {
            activation.CollectIfIdle(now, runtime.CollectionOptions.CollectionAge);
        }
    }

    /// <summary>Deactivates all grains; returns when all have ended or the token is cancelled.</summary>
    public async Task DeactivateAllAsync(CancellationToken cancellationToken)
    {
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo stops.");
        while (!_activations.IsEmpty)
        {
            var all = _activations.Values.ToArray();
            foreach (var activation in all)
            {
                activation.Deactivate(reason, cancellationToken);
            }

            await Task.WhenAll(all.Select(activation => activation.Deactivated)).WaitAsync(cancellationToken);
        }
    }
}
