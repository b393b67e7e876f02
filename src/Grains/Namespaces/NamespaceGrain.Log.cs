using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Grains.Namespaces;

/// <content>Log messages.</content>
internal sealed partial class NamespaceGrain
{
    [LoggerMessage(1, LogLevel.Information, "Created stream {Namespace}/{Stream}: id {StreamId}, {Ranges} ranges.")]
    private partial void LogCreated(string @namespace, string stream, long streamId, int ranges);

    [LoggerMessage(2, LogLevel.Information, "Deleted stream {Namespace}/{Stream} with id {StreamId}.")]
    private partial void LogDeleted(string @namespace, string stream, long streamId);

    [LoggerMessage(3, LogLevel.Warning, "Stream {Namespace}/{Stream} is still {Phase}, tried again later: {Why}")]
    private partial void LogUnfinished(string @namespace, string stream, StreamPhase phase, string why);
}
