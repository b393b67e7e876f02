using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.CommitLog;
using CommitClock = Orleans.TableService.Storage.Ranges.CommitClock;

namespace Orleans.TableService.Storage.Journals;

/// <summary>
/// Copies what ranges have in the commit log to their segments. A range that cannot be copied gets no more records once
/// it is in others' way, and is tried again.
/// </summary>
/// <param name="log">The log and the segments.</param>
/// <param name="options">How large pieces and segments are.</param>
/// <param name="worker">The thread that copies.</param>
/// <param name="state">States in the log what was copied, durable on return.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets what failed.</param>
internal sealed partial class SegmentCopies(
    OpenedLog log,
    StorageOptions options,
    BackgroundWorker worker,
    Action<CopiedOperation> state,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly SegmentCopier _copier = new(log.Segments, options.SegmentSizeBytes, new CommitClock(time));
    private readonly long _copySizeBytes = options.SegmentCopySizeBytes;

    /// <summary>A range has got a group. Caller holds the range's gate.</summary>
    public void GroupAdded(RangeLog range)
    {
        if (range.UncopiedBytes >= _copySizeBytes && !range.IsCopyQueued)
        {
            range.IsCopyQueued = true;
            worker.TryRun(() => Copy(range));
        }
    }

    /// <summary>
    /// Why a range is to get no more records; <see langword="null"/> normally. Asking leads to another try in a while.
    /// </summary>
    public Fault? Refusal(RangeLog range)
    {
        if (range.CopyFault is not { } fault)
        {
            return null;
        }

        lock (range.Gate)
        {
            if (!range.IsCopyQueued && time.GetElapsedTime(range.CopyFailedAt) >= RetryDelay)
            {
                range.IsCopyQueued = true;
                worker.TryRun(() => CopyAgain(range));
            }
        }

        return fault;
    }

    /// <summary>Copies all that a range has in the log, and flushes it. On the worker's thread.</summary>
    /// <returns>What states that; <see langword="null"/> if it failed, and the range gets no more records.</returns>
    public CopiedOperation? TryCopyAll(RangeLog range)
    {
        try
        {
            var operation = new CopiedOperation(range, _copier.CopyAndFlush(range));
            range.CopyFault = null;
            return operation;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalCorruptedException)
        {
            Failed(range, e, isPinning: true);
            return null;
        }
    }

    /// <summary>Removes what lies below a trim point that is proved durable. On the worker's thread.</summary>
    public void RemoveTrimmed(RangeLog range) => Remove(range, () => _copier.RemoveTrimmed(range));

    /// <summary>Removes segment files that a crash has left behind. On the worker's thread.</summary>
    public void RemoveLeftovers(RangeLog range, long last) => Remove(range, () => _copier.RemoveLeftovers(range, last));

    /// <summary>Removes a range's files, durable on return. On the worker's thread.</summary>
    public void Delete(RangeLog range)
    {
        _copier.Forget(range);
        log.Segments.Delete(range.Range);
    }

    /// <inheritdoc/>
    public void Dispose() => _copier.Dispose();

    private void Copy(RangeLog range)
    {
        Begin(range);
        try
        {
            _copier.Copy(range);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalCorruptedException)
        {
            // It stays in the commit log, and is tried again with the range's next piece or when its file is to go.
            Failed(range, e, isPinning: false);
        }
    }

    private void CopyAgain(RangeLog range)
    {
        Begin(range);
        try
        {
            if (TryCopyAll(range) is { } operation)
            {
                state(operation);
            }
        }
        catch (Exception e) when (e is TableException or ObjectDisposedException)
        {
            LogNotStated(logger, range.Range, e);
        }
    }

    private static void Begin(RangeLog range)
    {
        lock (range.Gate)
        {
            range.IsCopyQueued = false;
        }
    }

    // The range alone is to wait: what it has in the log stays small enough to be moved out of others' way.
    private void Failed(RangeLog range, Exception error, bool isPinning)
    {
        LogCopyFailed(logger, range.Range, error);
        lock (range.Gate)
        {
            range.CopyFailedAt = time.GetTimestamp();
            if (isPinning || range.Extents.SizeBytes >= 4 * _copySizeBytes)
            {
                range.CopyFault = Faults.ResourceExhausted(
                    "segments",
                    $"The records of range {range.Range} cannot be copied out of the commit log ({error.Message}), so "
                    + "it takes no writes: see to its disk; it goes on by itself.");
            }
        }
    }

    private void Remove(RangeLog range, Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogRemovalFailed(logger, range.Range, e);
        }
    }
}
