using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Journals in the files of one machine: a commit log that all ranges share, and segments for each.</summary>
/// <remarks>The format is described in docs/file-format.md. One process uses a data directory at a time.</remarks>
public sealed partial class FileJournalStore : IJournalStore
{
    private readonly Flusher _flusher;
    private readonly RangeTable _ranges;
    private readonly ILogger _logger;
    private readonly OpenedLog _log;
    private readonly Housekeeper _housekeeper;
    private readonly JournalMetrics _metrics;
    private readonly BackgroundWorker _houseWorker = new("journal housekeeper");
    private readonly BackgroundWorker _openWorker = new("journal opener");
    private int _isDisposed;

    private FileJournalStore(
        OpenedLog log, StorageOptions options, TimeProvider time, ILogger logger, JournalMetrics metrics)
    {
        _log = log;
        _metrics = metrics;
        _logger = logger;
        _ranges = log.Ranges;
        _housekeeper = new Housekeeper(log, options, _houseWorker, time, logger);
        _flusher = new Flusher(log, _housekeeper, options, time);
        _housekeeper.Flusher = _flusher;
        _ = _flusher.Failure.ContinueWith(
            failed => LogFailed(logger, options.DataDirectory, failed.Result), TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public Task<Exception> Failure => _flusher.Failure;

    /// <summary>The instruments of this store.</summary>
    internal Meter Meter => _metrics.Meter;

    /// <inheritdoc/>
    /// <remarks>That of the data directory, chosen when it was made.</remarks>
    public Guid StoreId => _log.StoreId;

    /// <summary>
    /// Opens the journals in a data directory; makes them if the directory is new. Reads files; blocks.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another process uses the directory.</exception>
    /// <exception cref="JournalCorruptedException">
    /// Acknowledged bytes of the commit log are missing or damaged.
    /// </exception>
    /// <exception cref="IOException">The disk refused to read or write.</exception>
    public static FileJournalStore Open(
        StorageOptions options, TimeProvider timeProvider, ILogger<FileJournalStore> logger) =>
        Open(options, timeProvider, logger, new PosixFileLayer());

    internal static FileJournalStore Open(
        StorageOptions options, TimeProvider timeProvider, ILogger logger, IFileLayer files)
    {
        ArgumentNullException.ThrowIfNull(options);
        var metrics = new JournalMetrics(timeProvider);
        try
        {
            return Open(options, timeProvider, logger, new MeteredFiles(files, metrics), metrics);
        }
        catch
        {
            metrics.Dispose();
            throw;
        }
    }

    private static FileJournalStore Open(
        StorageOptions options, TimeProvider timeProvider, ILogger logger, MeteredFiles files, JournalMetrics metrics)
    {
        var log = OpenedLog.Open(options, files);
        if (log.TornTail is { } torn)
        {
            LogTornTail(logger, torn.Path, torn.Offset);
        }

        var store = new FileJournalStore(log, options, timeProvider, logger, metrics);
        metrics.Watch(log, options);
        store.Start();
        LogOpened(logger, options.DataDirectory, store.ListRanges().Count, log.Files.Count);
        return store;
    }

    /// <inheritdoc/>
    public Task CreateAsync(RangeId range, Guid journalId, CancellationToken cancellationToken) =>
        _flusher.RunAsync(new CreateOperation(_ranges, range, journalId)).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IRangeJournal> OpenAsync(RangeId range, Guid journalId, CancellationToken cancellationToken)
    {
        if (_ranges.Find(range) is { } found && found.JournalId == journalId)
        {
            await _openWorker.RunAsync(() => VerifySegments(found)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        var open = new OpenOperation(_ranges, range, journalId);
        await _flusher.RunAsync(open).WaitAsync(cancellationToken).ConfigureAwait(false);
        return new FileRangeJournal(_flusher, _housekeeper, _log.Segments, open);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(RangeId range, CancellationToken cancellationToken)
    {
        if (_ranges.Find(range) is not { } found)
        {
            return Task.CompletedTask;
        }

        lock (found.Gate)
        {
            // One at a time: a second removal of the directory could hit the range's next journal.
            if (found.Deletion is null or { IsFaulted: true } or { IsCanceled: true })
            {
                found.Deletion = DeleteAsync(found);
            }

            return found.Deletion.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RangeId> ListRanges() =>
        [.. _ranges.All.Where(range => range is { IsCreated: true, IsDeleting: false }).Select(range => range.Range)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _metrics.Dispose();
        await _openWorker.DisposeAsync().ConfigureAwait(false);
        await _houseWorker.DisposeAsync().ConfigureAwait(false);
        await Task.Run(_flusher.Dispose).ConfigureAwait(false);
        _housekeeper.Dispose();
        _log.Dispose();
    }

    /// <summary>Completes when what has been asked of the background threads by now is done.</summary>
    internal async Task WhenIdleAsync()
    {
        do
        {
            await _houseWorker.RunAsync(static () => { }).ConfigureAwait(false);
        }
        while (_housekeeper.IsReleasing);
    }

    private void Start()
    {
        _flusher.Start();
        _housekeeper.Begin();
        foreach (var range in _ranges.All.Where(range => range.IsDeleting).ToList())
        {
            // The crash came between Delete and DeleteDone.
            range.Deletion = FinishDeletingAsync(range);
        }
    }

    private async Task FinishDeletingAsync(RangeLog range)
    {
        try
        {
            await DeleteAsync(range).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whoever asks again gets the error; until then the range stays as it is, unusable.
            LogDeletionFailed(_logger, range.Range, e);
            throw;
        }
    }

    private async Task DeleteAsync(RangeLog range)
    {
        await _flusher.RunAsync(new DeleteOperation(range)).ConfigureAwait(false);
        await _housekeeper.DeleteFilesAsync(range).ConfigureAwait(false);
        await _flusher.RunAsync(new DeleteDoneOperation(_ranges, range)).ConfigureAwait(false);
    }

    private void VerifySegments(RangeLog range)
    {
        while (!TryVerifySegments(range))
        {
        }
    }

    /// <returns><see langword="false"/> if an owner that is still at work has trimmed meanwhile.</returns>
    private bool TryVerifySegments(RangeLog range)
    {
        SegmentState proved;
        long firstLsn;
        lock (range.Gate)
        {
            (proved, firstLsn) = (range.Segments, range.FirstLsn);
        }

        try
        {
            var found = SegmentReader.Verify(range, _log.Segments, proved, firstLsn);
            lock (range.Gate)
            {
                if (range.SegmentStarts.TryLoad(found, proved))
                {
                    _housekeeper.RemoveLeftovers(range, proved.Number);
                }
            }

            return true;
        }
        catch (Exception) when (range.IsTrimmedPast(firstLsn))
        {
            return false;
        }
        catch (Exception e) when (JournalFaults.Unavailable(range, e) is { } fault)
        {
            throw fault.ToException();
        }
    }
}
