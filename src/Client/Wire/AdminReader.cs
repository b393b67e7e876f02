namespace Orleans.TableService.Client;

/// <summary>Namespaces, streams and ranges from the wire, and configurations to it.</summary>
internal static class AdminReader
{
    public static NamespaceInfo Read(Wire.Namespace info) =>
        new(info.Id, info.Name, info.CreatedAt.ToDateTimeOffset());

    public static StreamInfo Read(Wire.Stream stream) => new(
        new TableStreamId(stream.Id),
        stream.Namespace,
        stream.Name,
        Guid.Parse(stream.Incarnation),
        Read(stream.Configuration),
        stream.CreatedAt.ToDateTimeOffset());

    public static RangeInfo Read(Wire.RangeInfo range) => new()
    {
        Id = new RangeId(new TableStreamId(range.StreamId), range.RangeNumber),
        Interval = ResultReader.Read(range.Interval),
        State = (RangeState)range.State,
        Owner = range.Owner,
        Epoch = range.Epoch,
        Revision = range.Revision,
        OldestRevision = range.OldestRevision,
        JournalBytes = range.JournalBytes,
        IndexBytes = range.IndexBytes,
        KeysEstimate = range.KeysEstimate,
    };

    public static Wire.StreamConfiguration Write(StreamConfiguration configuration)
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

    private static StreamConfiguration Read(Wire.StreamConfiguration configuration) => new()
    {
        KeyType = (KeyType)configuration.KeyType,
        StorageType = (StorageType)configuration.StorageType,
        InitialRanges = configuration.InitialRanges,
        KeepPreviousValues = configuration.KeepPreviousValues,
        Retention = configuration.Retention is { } retention ? Read(retention) : null,
        SeparateValuesFromBytes =
            configuration.HasSeparateValuesFromBytes ? configuration.SeparateValuesFromBytes : null,
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

    private static HistoryRetention Read(Wire.Retention retention) => new()
    {
        Time = retention.HasTimeMs ? TimeSpan.FromMilliseconds(retention.TimeMs) : null,
        SizeBytes = retention.HasSizeBytes ? retention.SizeBytes : null,
    };
}
