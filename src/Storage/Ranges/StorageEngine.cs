using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// The storage of one data directory: its journal store, threads, cache and the ranges that are open.
/// </summary>
/// <remarks>
/// When the journal store fails, every open range stops, and the next <see cref="OpenRangeAsync"/> opens the store
/// anew.
/// </remarks>
public sealed class StorageEngine : IStorageEngine
{
    private readonly StorageEngineSetup _setup;
    private readonly EngineContext _context;
    private readonly JournalStoreSlot _journals;
    private readonly ConcurrentDictionary<RangeId, RangeSlot> _ranges = new();
    private readonly TableSampler _sampler;
    private readonly Lazy<Task> _close;
    private volatile bool _isClosing;

    /// <summary>Makes the engine and starts its threads; the journal store is opened when it is first needed.</summary>
    public StorageEngine(StorageEngineSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        _setup = setup;
        _context = new EngineContext(setup);
        _context.TrimBounds.TrimBoundRaised += WhenTrimBoundRaised;
        _sampler = new TableSampler(OpenStores, setup.Time);
        _ = new TableGauges(_context.Metrics.Meter, _sampler);
        _journals = new JournalStoreSlot(setup.OpenJournals, WhenStoreFailed);
        _close = new Lazy<Task>(CloseAsync);
    }

    /// <summary>How far journals may be trimmed.</summary>
    internal TrimBounds TrimBounds => _context.TrimBounds;

    /// <summary>The instruments of this engine.</summary>
    internal Meter Meter => _context.Metrics.Meter;

    /// <summary>The threads that carry out what may wait for a file.</summary>
    internal StorageThreads Steps => _context.Steps;

    /// <summary>The threads that write to indexes.</summary>
    internal StorageThreads Applies => _context.Applies;

    /// <summary>Wait for the flushes of memtables.</summary>
    internal StorageThreads Flushes => _context.Flushes;

    /// <summary>Bytes of requests of all ranges that are not answered.</summary>
    internal QueueBudget Queue => _context.Queue;

    /// <summary>Indexes that are open.</summary>
    internal int OpenIndexCount => _context.OpenIndexes.Count;

    /// <summary>
    /// Opens the journal store now, so that what is wrong with it, or with the checkpoint store, shows at the start.
    /// </summary>
    /// <exception cref="InvalidOperationException">Someone else uses the one or the other.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await JournalsAsync(cancellationToken).ConfigureAwait(false);
        await _context.Checkpoints.ClaimAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task CreateRangeAsync(RangeDescriptor descriptor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ThrowIfClosing();
        var journals = await JournalsAsync(cancellationToken).ConfigureAwait(false);
        await journals.CreateAsync(descriptor.Id, descriptor.JournalId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IRangeStore> OpenRangeAsync(RangeDescriptor descriptor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var slot = _ranges.GetOrAdd(descriptor.Id, static _ => new RangeSlot());
        await slot.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfClosing();
            await slot.CloseAsync(RangeFaults.Replaced(descriptor.Id), _setup.Logger).ConfigureAwait(false);
            var journals = await JournalsAsync(cancellationToken).ConfigureAwait(false);
            var journal = await journals.OpenAsync(descriptor.Id, descriptor.JournalId, cancellationToken)
                .ConfigureAwait(false);
            var store = new RangeStore(descriptor, journal, _context);
            slot.Store = store;
            store.Trimmer.Check();
            return store;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <inheritdoc/>
    public async Task DeleteRangeAsync(RangeId id, CancellationToken cancellationToken)
    {
        var slot = _ranges.GetOrAdd(id, static _ => new RangeSlot());
        await slot.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfClosing();
            await slot.CloseAsync(RangeFaults.Deleted(id), _setup.Logger).ConfigureAwait(false);

            // The journal goes last: what is without one would be left for ever, the other way round is done again.
            var journals = await JournalsAsync(cancellationToken).ConfigureAwait(false);
            await _context.Maintenance.RunAsync(() => RemoveIndex(id)).ConfigureAwait(false);
            await journals.DeleteAsync(id, cancellationToken).ConfigureAwait(false);
            _ranges.TryRemove(id, out _);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <inheritdoc/>
    public Task BeginCloseAsync() => _context.Checkpoints.EndCallsAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _close.Value.ConfigureAwait(false);

    private async Task<IJournalStore> JournalsAsync(CancellationToken cancellationToken)
    {
        var journals = await _journals.GetAsync(cancellationToken).ConfigureAwait(false);
        _context.Checkpoints.BelongTo(journals);
        return journals;
    }

    private void RemoveIndex(RangeId id)
    {
        _context.Indexes.Remove(id);
        _context.Indexes.RemoveRecoveryWork(id);
        _context.Indexes.RemoveCheckpointWork(id);
        _context.Checkpoints.Delete(id);
        _context.Indexes.RemoveEmptyStream(id);
    }

    private async Task CloseAsync()
    {
        _isClosing = true;
        await BeginCloseAsync().ConfigureAwait(false);
        await _sampler.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_ranges.Values.Select(CloseAsync)).ConfigureAwait(false);
        await _journals.DisposeAsync().ConfigureAwait(false);
        await _context.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync(RangeSlot slot)
    {
        await slot.Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await slot.CloseAsync(stopWith: null, _setup.Logger).ConfigureAwait(false);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private IEnumerable<RangeStore> OpenStores() => _ranges.Values.Select(slot => slot.Store).OfType<RangeStore>();

    private void WhenStoreFailed(Exception error)
    {
        RangeLog.StoreFailed(_setup.Logger, error);
        foreach (var (id, slot) in _ranges)
        {
            slot.Store?.Stop(RangeFaults.StoreFailed(id, error.Message));
        }
    }

    private void WhenTrimBoundRaised(RangeId id, long lsn)
    {
        if (_ranges.TryGetValue(id, out var slot))
        {
            slot.Store?.Trimmer.Check();
        }
    }

    private void ThrowIfClosing()
    {
        if (_isClosing)
        {
            throw Faults.Unavailable("The storage engine is closing; the request was not carried out.").ToException();
        }
    }
}
