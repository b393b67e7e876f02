using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Storage.Journals;

public sealed partial class FileJournalStore
{
    [LoggerMessage(
        LogLevel.Information, "Opened the journals in {Directory}: {Ranges} ranges, {LogFiles} commit log files.")]
    private static partial void LogOpened(ILogger logger, string directory, int ranges, int logFiles);

    [LoggerMessage(
        LogLevel.Warning,
        "Dropped the torn tail of {File} from byte {Offset} on: a write cut short before anyone was told of it.")]
    private static partial void LogTornTail(ILogger logger, string file, long offset);

    [LoggerMessage(LogLevel.Error, "The journals in {Directory} have failed, nothing is acknowledged any more.")]
    private static partial void LogFailed(ILogger logger, string directory, Exception error);

    [LoggerMessage(
        LogLevel.Warning, "The deletion of range {Range}, which a crash had cut short, could not be finished.")]
    private static partial void LogDeletionFailed(ILogger logger, RangeId range, Exception error);
}
