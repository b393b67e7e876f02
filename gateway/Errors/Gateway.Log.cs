namespace Orleans.TableService.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A call failed by a defect")]
    public static partial void CallFailed(this ILogger logger, Exception exception);
}
