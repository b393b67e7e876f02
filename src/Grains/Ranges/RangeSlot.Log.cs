using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Grains.Ranges;

/// <content>Log messages.</content>
internal sealed partial class RangeSlot
{
    [LoggerMessage(11, LogLevel.Warning, "Range {Range} stopped and is opened again: {Why}")]
    private partial void LogStopped(RangeId range, string why);

    [LoggerMessage(12, LogLevel.Error, "Range {Range} could not be opened.")]
    private partial void LogNotOpened(RangeId range, Exception error);
}
