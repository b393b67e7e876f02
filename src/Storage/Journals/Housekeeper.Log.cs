using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Storage.Journals;

internal sealed partial class Housekeeper
{
    [LoggerMessage(LogLevel.Warning, "No commit log file could be made ready ahead of need.")]
    private static partial void LogNoSpare(ILogger logger, Exception error);
}
