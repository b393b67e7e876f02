using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>
/// Keeps the commit log small: copies groups to segments and gives files back. Works on one thread, when asked.
/// </summary>
internal sealed partial class Housekeeper : IDisposable
{
    private readonly OpenedLog _log;
    private readonly BackgroundWorker _worker;
    private readonly ILogger _logger;
    private readonly SegmentCopies _copies;
    private readonly LogReleaser _releaser;
    private readonly long _logSizeMaxBytes;
    private int _isPreparing;

    public Housekeeper(
        OpenedLog log, StorageOptions options, BackgroundWorker worker, TimeProvider time, ILogger logger)
    {
        _log = log;
        _worker = worker;
        _logger = logger;
        _logSizeMaxBytes = options.CommitLogSizeMaxBytes;
        _copies = new SegmentCopies(log, options, worker, State, time, logger);
        _releaser = new LogReleaser(log, _copies, options, worker, logger);
    }

    /// <summary>The flusher, through which what was copied is stated.</summary>
    public Flusher Flusher
    {
        set => _releaser.Flusher = value;
    }

    /// <summary>Whether an attempt to release files is asked for or under way.</summary>
    public bool IsReleasing => _releaser.IsReleasing;

    /// <summary>A range has got a group. Caller holds the range's gate.</summary>
    public void GroupAdded(RangeLog range) => _copies.GroupAdded(range);

    /// <summary>
    /// Why a range is to get no more records; <see langword="null"/> normally. Asking leads to another try in a while.
    /// </summary>
    public Fault? CopyRefusal(RangeLog range) => _copies.Refusal(range);

    /// <summary>
    /// The store was opened, which has added a file. Waits for files to go when there are too many: starts that follow
    /// one another quickly must not outrun what frees them.
    /// </summary>
    public void Begin()
    {
        FileAdded();
        if (_log.Files.SizeBytes > _logSizeMaxBytes)
        {
            _worker.RunAsync(() => { }).GetAwaiter().GetResult();
        }
    }

    /// <summary>The log has got a file.</summary>
    public void FileAdded() => _releaser.Look();

    /// <summary>Asks for files to be released. While a round is under way, another follows it.</summary>
    public void RequestRelease() => _releaser.Request();

    /// <summary>Asks for a file to be made ready before it is needed.</summary>
    public void RequestSpare()
    {
        if (_log.Spares.IsWanting && Interlocked.Exchange(ref _isPreparing, 1) == 0 && !_worker.TryRun(PrepareSpare))
        {
            _isPreparing = 0;
        }
    }

    /// <summary>Removes what lies below a trim point that is proved durable. What cannot be removed is left.</summary>
    public Task RemoveTrimmedAsync(RangeLog range) => _worker.RunAsync(() =>
    {
        _copies.RemoveTrimmed(range);
        FileAdded();
    });

    /// <summary>Removes segment files that a crash has left behind, when there is time.</summary>
    public void RemoveLeftovers(RangeLog range, long last) =>
        _worker.TryRun(() => _copies.RemoveLeftovers(range, last));

    /// <summary>Removes a range's files, durable on return.</summary>
    public Task DeleteFilesAsync(RangeLog range) => _worker.RunAsync(() => _copies.Delete(range));

    public void Dispose() => _copies.Dispose();

    private void State(CopiedOperation operation)
    {
        _releaser.Flusher.RunUrgentAsync(operation).GetAwaiter().GetResult();
        FileAdded();
    }

    private void PrepareSpare()
    {
        try
        {
            if (_log.Spares.IsWanting)
            {
                _log.Spares.Prepare();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoSpare(_logger, e);
        }
        finally
        {
            _isPreparing = 0;
        }
    }
}
