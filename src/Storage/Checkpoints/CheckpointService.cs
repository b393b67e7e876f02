using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>
/// What the checkpoints of all ranges of a data directory share: the store, and the one thread that writes.
/// </summary>
internal sealed class CheckpointService : IAsyncDisposable
{
    private static readonly TimeSpan ClaimTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closing = new();
    private readonly StorageThreads _threads = new("table-ckpt", 1, nice: 10);

    public CheckpointService(StorageEngineSetup setup, IndexEnvironment indexes, Meter meter)
    {
        Closes = _closing.Token;
        var (options, time) = (setup.Options, setup.Time);
        Options = options.Checkpoints;
        Indexes = indexes;
        Logger = setup.Logger;
        Metrics = new CheckpointMetrics(meter, time);
        Tools = new CheckpointTools(
            new PosixFileLayer(),
            new BoundedStore(
                setup.CheckpointStore ?? new LocalCheckpointStore(DirectoryOf(options)), Options.StoreTimeout, time),
            new ByteRateLimiter(Options.BytesPerSecondMax, time),
            time);
        if (setup.CheckpointStore is not null || Options.Directory is not null)
        {
            Owner = new StoreOwner(Tools.Store, setup.CheckpointStore?.ToString() ?? DirectoryOf(options));
        }
    }

    /// <summary>When checkpoints are taken.</summary>
    public CheckpointOptions Options { get; }

    /// <summary>The store, the disk and the clock.</summary>
    public CheckpointTools Tools { get; }

    /// <summary>
    /// Whose the store is; <see langword="null"/> inside the data directory, which one process has.
    /// </summary>
    public StoreOwner? Owner { get; }

    /// <summary>Where indexes lie.</summary>
    public IndexEnvironment Indexes { get; }

    /// <summary>What is counted of checkpoints.</summary>
    public CheckpointMetrics Metrics { get; }

    /// <summary>Where to log.</summary>
    public ILogger Logger { get; }

    /// <summary>How far journals may be trimmed.</summary>
    public TrimBounds Bounds { get; } = new();

    /// <summary>Ends when the service is about to close.</summary>
    public CancellationToken Closes { get; }

    /// <summary>Directory of the local store.</summary>
    public static string DirectoryOf(StorageOptions options) =>
        options.Checkpoints.Directory ?? Path.Combine(options.DataDirectory, "checkpoints");

    /// <summary>Runs work on the checkpoint thread, after what was asked for before.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => _threads.RunAsync(work);

    /// <summary>Tells which journals the checkpoints are of.</summary>
    public void BelongTo(IJournalStore journals) => Owner?.Set(journals.StoreId);

    /// <summary>
    /// Looks whose the store is, at the start; one that is out of reach is asked again when it is used.
    /// </summary>
    /// <remarks>
    /// Its call ends with it: the one thread is for checkpoints, and a service that closes waits for it.
    /// </remarks>
    /// <exception cref="InvalidOperationException">It is another's.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up, or the service closes.</exception>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        if (Owner is not { } owner || !Options.IsEnabled)
        {
            return;
        }

        using var late = new CancellationTokenSource(ClaimTimeout, Tools.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            late.Token, Closes, cancellationToken);
        try
        {
            var ended = ending.Token;
            var claimed = RunAsync(() =>
            {
                owner.Require(ended);
                return true;
            });
            await claimed.WaitAsync(ended).ConfigureAwait(false);
        }
        catch (StoreOwnedException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && IsOnlyLate()))
        {
            CheckpointLog.NotReached(Logger, e, owner.Place);
        }

        bool IsOnlyLate() => late.IsCancellationRequested
            && !Closes.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested;
    }

    /// <summary>Removes all checkpoints of a range that is not open, durably. For fixed threads.</summary>
    /// <exception cref="UnavailableException">The store does not do it just now, or the service closes.</exception>
    public void Delete(RangeId range)
    {
        try
        {
            Owner?.Require(Closes);
            Tools.Store.DeleteAll(CheckpointNames.OfRange(range), Closes);
        }
        catch (IOException e)
        {
            throw NotRemoved(range, e.Message);
        }
        catch (OperationCanceledException) when (Closes.IsCancellationRequested)
        {
            throw NotRemoved(range, "the storage engine is closing");
        }
    }

    /// <summary>
    /// Ends all calls of the store, whatever it does: who closes waits for them, and what they had begun is done again.
    /// From here on nothing is taken, restored or removed.
    /// </summary>
    public Task EndCallsAsync() => _closing.CancelAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndCallsAsync().ConfigureAwait(false);
        await _threads.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private static TableException NotRemoved(RangeId range, string why) =>
        Faults.Unavailable($"The checkpoints of range {range} could not be removed ({why}): try again.").ToException();
}
