using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Storage.Journals;

internal sealed partial class SegmentCopies
{
    [LoggerMessage(
        LogLevel.Warning, "Range {Range} could not be copied out of the commit log, it stays there: retried later.")]
    private static partial void LogCopyFailed(ILogger logger, RangeId range, Exception error);

    [LoggerMessage(
        LogLevel.Warning, "What was copied of range {Range} could not be stated in the commit log: retried later.")]
    private static partial void LogNotStated(ILogger logger, RangeId range, Exception error);

    [LoggerMessage(
        LogLevel.Warning, "Segments of range {Range} that nobody needs could not be removed: retried after a restart.")]
    private static partial void LogRemovalFailed(ILogger logger, RangeId range, Exception error);
}
