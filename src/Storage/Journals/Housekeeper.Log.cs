using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Storage.Journals;

internal sealed partial class Housekeeper
{
    [LoggerMessage(
        LogLevel.Warning, "Range {Range} could not be copied out of the commit log, it stays there: retried later.")]
    private static partial void LogCopyFailed(ILogger logger, RangeId range, Exception error);

    [LoggerMessage(
        LogLevel.Warning, "Segments of range {Range} that nobody needs could not be removed: retried after a restart.")]
    private static partial void LogRemovalFailed(ILogger logger, RangeId range, Exception error);

    [LoggerMessage(LogLevel.Warning, "No commit log file could be made ready ahead of need.")]
    private static partial void LogNoSpare(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Warning, "No commit log file could be released: retried when the next one is begun.")]
    private static partial void LogReleaseFailed(ILogger logger, Exception error);
}
