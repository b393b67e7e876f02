namespace Orleans.TableService.Gateway;

/// <summary>What is logged of the metrics.</summary>
internal static partial class MetricsLog
{
    [LoggerMessage(LogLevel.Warning, "Some instruments could not be read; the metrics lack them.")]
    public static partial void NotObserved(ILogger logger, Exception error);
}
