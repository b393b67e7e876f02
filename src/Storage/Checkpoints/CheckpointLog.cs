using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>What is logged of checkpoints.</summary>
internal static partial class CheckpointLog
{
    [LoggerMessage(
        LogLevel.Information,
        "Checkpoint of range {Range} at record {Lsn}: {Files} files of {Bytes} bytes, {PutBytes} of them new.")]
    public static partial void Taken(ILogger logger, RangeId range, long lsn, int files, long bytes, long putBytes);

    [LoggerMessage(LogLevel.Warning, "No checkpoint of range {Range} could be taken; the next is tried later.")]
    public static partial void Failed(ILogger logger, Exception error, RangeId range);

    [LoggerMessage(LogLevel.Warning, "The checkpoint store {Place} is out of reach at the start; it is tried again.")]
    public static partial void NotReached(ILogger logger, Exception error, string place);

    [LoggerMessage(
        LogLevel.Warning, "The checkpoints of range {Range} could not be listed; its journal is not trimmed.")]
    public static partial void NotListed(ILogger logger, Exception error, RangeId range);

    [LoggerMessage(
        LogLevel.Warning, "What no checkpoint of range {Range} needs could not be removed; it is tried again.")]
    public static partial void NotCollected(ILogger logger, Exception error, RangeId range);

    [LoggerMessage(LogLevel.Warning, "Checkpoint {Name} of range {Range} cannot be used: {Problem}")]
    public static partial void Unusable(ILogger logger, RangeId range, string name, string problem);

    [LoggerMessage(LogLevel.Warning, "The index of range {Range} was restored from its checkpoint at record {Lsn}.")]
    public static partial void Restored(ILogger logger, RangeId range, long lsn);
}
