using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>What is logged of ranges and their indexes.</summary>
internal static partial class RangeLog
{
    [LoggerMessage(
        LogLevel.Warning, "The index of range {Range} could not be flushed; what it lacks is read from the journal.")]
    public static partial void FlushFailed(ILogger logger, Exception error, RangeId range);

    [LoggerMessage(
        LogLevel.Warning, "The index of range {Range} was removed, because {Reason}, and made anew from the journal.")]
    public static partial void Discarded(ILogger logger, RangeId range, string reason);

    [LoggerMessage(LogLevel.Information, "The index of range {Range} is open; {Records} records were applied.")]
    public static partial void Opened(ILogger logger, RangeId range, long records);

    [LoggerMessage(LogLevel.Warning, "Range {Range} stopped: {Fault}")]
    public static partial void Stopped(ILogger logger, RangeId range, Fault fault);

    [LoggerMessage(LogLevel.Information, "Range {Range} stopped: {Fault}")]
    public static partial void StoppedUnrestored(ILogger logger, RangeId range, Fault fault);

    [LoggerMessage(LogLevel.Error, "Range {Range} stops, because {What} failed.")]
    public static partial void Failed(ILogger logger, Exception error, RangeId range, string what);

    [LoggerMessage(
        LogLevel.Error, "The wall clock leapt by more than a minute; range {Range} ignores it until restart.")]
    public static partial void WallClockIgnored(ILogger logger, RangeId range);

    [LoggerMessage(LogLevel.Error, "Range {Range} could not be closed cleanly.")]
    public static partial void CloseFailed(ILogger logger, Exception error, RangeId range);

    [LoggerMessage(LogLevel.Debug, "The journal of range {Range} was trimmed; it begins at {FirstLsn}.")]
    public static partial void Trimmed(ILogger logger, RangeId range, long firstLsn);

    [LoggerMessage(
        LogLevel.Warning, "The journal of range {Range} could not be trimmed: retried on the next occasion.")]
    public static partial void TrimFailed(ILogger logger, Exception error, RangeId range);

    [LoggerMessage(LogLevel.Error, "The journal store failed; all ranges stop, and it is opened anew for the next.")]
    public static partial void StoreFailed(ILogger logger, Exception error);
}
