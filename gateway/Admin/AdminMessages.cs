using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Orleans.TableService.Gateway;

/// <summary>Namespaces, streams and ranges to the wire, and configurations from it.</summary>
internal static class AdminMessages
{
    // Longer than that is for ever, in effect.
    private const long TimeMaxMs = long.MaxValue / TimeSpan.TicksPerMillisecond / 16;

    public static Wire.Namespace Write(NamespaceInfo info) =>
        new() { Id = info.Id, Name = info.Name, CreatedAt = Timestamp.FromDateTimeOffset(info.CreatedAt) };

    public static Wire.Stream Write(StreamInfo info) => new()
    {
        Id = info.Id.Value,
        Namespace = info.NamespaceName,
        Name = info.Name,
        Incarnation = info.Incarnation.ToString(),
        Configuration = Write(info.Configuration),
        CreatedAt = Timestamp.FromDateTimeOffset(info.CreatedAt),
    };

    public static Wire.RangeInfo Write(RangeInfo range) => new()
    {
        StreamId = range.Id.Stream.Value,
        RangeNumber = range.Id.Number,
        Interval = Write(range.Interval),
        State = (Wire.RangeState)range.State,
        Owner = range.Owner,
        Epoch = range.Epoch,
        Revision = range.Revision,
        OldestRevision = range.OldestRevision,
        JournalBytes = range.JournalBytes,
        IndexBytes = range.IndexBytes,
        KeysEstimate = range.KeysEstimate,
    };

    /// <exception cref="InvalidRequestException">A value is not known.</exception>
    public static StreamConfiguration Read(Wire.StreamConfiguration? configuration)
    {
        if (configuration is null)
        {
            return new StreamConfiguration();
        }

        return new StreamConfiguration
        {
            KeyType = configuration.KeyType switch
            {
                Wire.KeyType.Unspecified or Wire.KeyType.Hash => KeyType.Hash,
                Wire.KeyType.Raw => KeyType.Raw,
                _ => throw OperationReader.Missing("configuration.key_type").ToException(),
            },
            StorageType = configuration.StorageType switch
            {
                Wire.StorageType.Unspecified or Wire.StorageType.Table => StorageType.Table,
                Wire.StorageType.Stream => StorageType.Stream,
                _ => throw OperationReader.Missing("configuration.storage_type").ToException(),
            },
            InitialRanges = configuration.InitialRanges == 0 ? 1 : configuration.InitialRanges,
            KeepPreviousValues = configuration.KeepPreviousValues,
            Retention = configuration.Retention is { } retention ? Read(retention) : null,
            SeparateValuesFromBytes = configuration.HasSeparateValuesFromBytes
                ? configuration.SeparateValuesFromBytes
                : null,
        };
    }

    private static Wire.StreamConfiguration Write(StreamConfiguration configuration)
    {
        var written = new Wire.StreamConfiguration
        {
            KeyType = (Wire.KeyType)configuration.KeyType,
            StorageType = (Wire.StorageType)configuration.StorageType,
            InitialRanges = configuration.InitialRanges,
            KeepPreviousValues = configuration.KeepPreviousValues,
            Retention = configuration.Retention is { } retention ? Write(retention) : null,
        };
        if (configuration.SeparateValuesFromBytes is { } separated)
        {
            written.SeparateValuesFromBytes = separated;
        }

        return written;
    }

    private static HistoryRetention Read(Wire.Retention retention) => new()
    {
        Time = retention.HasTimeMs ? TimeSpan.FromMilliseconds(Math.Clamp(retention.TimeMs, -1, TimeMaxMs)) : null,
        SizeBytes = retention.HasSizeBytes ? retention.SizeBytes : null,
    };

    private static Wire.Retention Write(HistoryRetention retention)
    {
        var written = new Wire.Retention();
        if (retention.Time is { } time)
        {
            written.TimeMs = (long)time.TotalMilliseconds;
        }

        if (retention.SizeBytes is { } size)
        {
            written.SizeBytes = size;
        }

        return written;
    }

    public static Wire.KeyInterval Write(KeyInterval interval)
    {
        var written = new Wire.KeyInterval { Start = ResultWriter.Wrap(interval.Start) };
        if (interval.End is { } end)
        {
            written.End = end.IsEmpty ? ByteString.Empty : ResultWriter.Wrap(end);
        }

        return written;
    }
}
