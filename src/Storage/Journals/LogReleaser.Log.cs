using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Storage.Journals;

internal sealed partial class LogReleaser
{
    [LoggerMessage(LogLevel.Warning, "No commit log file could be released: retried when the next one is begun.")]
    private static partial void LogReleaseFailed(ILogger logger, Exception error);
}
