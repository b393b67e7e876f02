using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>The open store of one range, if any, and who may change that.</summary>
internal sealed class RangeSlot
{
    /// <summary>Held while the range is opened, closed or deleted.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The store that is open or has stopped; changed under <see cref="Gate"/>.</summary>
    public RangeStore? Store { get; set; }

    /// <summary>Closes the store, if there is one; under <see cref="Gate"/>.</summary>
    /// <param name="stopWith">Stops it at once; <see langword="null"/> lets it finish what is queued.</param>
    /// <param name="logger">Learns of an error, which keeps nobody from going on: the journal is the truth.</param>
    public async Task CloseAsync(Fault? stopWith, ILogger logger)
    {
        if (Store is not { } store)
        {
            return;
        }

        Store = null;
        if (stopWith is not null)
        {
            store.Stop(stopWith);
        }

        try
        {
            await store.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A store that cannot close cleanly must hold up neither its successor nor the end.
        catch (Exception e)
#pragma warning restore CA1031
        {
            RangeLog.CloseFailed(logger, e, store.Descriptor.Id);
        }
    }
}
