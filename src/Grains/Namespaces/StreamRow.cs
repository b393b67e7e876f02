namespace Orleans.TableService.Grains.Namespaces;

/// <summary>A stream in the state of its namespace. Stored: members are added, never changed or removed.</summary>
[GenerateSerializer, Alias("tableservice.StreamRow")]
internal sealed class StreamRow
{
    [Id(0)]
    public long Id { get; set; }

    [Id(1)]
    public Guid Incarnation { get; set; }

    [Id(2)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(3)]
    public StreamPhase Phase { get; set; }

    [Id(4)]
    public KeyType KeyType { get; set; }

    [Id(5)]
    public StorageType StorageType { get; set; }

    [Id(6)]
    public int InitialRanges { get; set; }

    [Id(7)]
    public bool KeepPreviousValues { get; set; }

    [Id(8)]
    public bool HasRetention { get; set; }

    [Id(9)]
    public TimeSpan? RetentionTime { get; set; }

    [Id(10)]
    public long? RetentionSizeBytes { get; set; }
    [Id(11)]
    public int? SeparateValuesFromBytes { get; set; }

    public StreamConfiguration Configuration() => new()
    {
        KeyType = KeyType,
        StorageType = StorageType,
        InitialRanges = InitialRanges,
        KeepPreviousValues = KeepPreviousValues,
        Retention = HasRetention
            ? new HistoryRetention { Time = RetentionTime, SizeBytes = RetentionSizeBytes }
            : null,
        SeparateValuesFromBytes = SeparateValuesFromBytes,
    };

    public StreamInfo ToInfo(string namespaceName, string name) =>
        new(new TableStreamId(Id), namespaceName, name, Incarnation, Configuration(), CreatedAt);

    public static StreamRow Of(StreamInfo info, StreamPhase phase) => new()
    {
        Id = info.Id.Value,
        Incarnation = info.Incarnation,
        CreatedAt = info.CreatedAt,
        Phase = phase,
        KeyType = info.Configuration.KeyType,
        StorageType = info.Configuration.StorageType,
        InitialRanges = info.Configuration.InitialRanges,
        KeepPreviousValues = info.Configuration.KeepPreviousValues,
        HasRetention = info.Configuration.Retention is not null,
        RetentionTime = info.Configuration.Retention?.Time,
        RetentionSizeBytes = info.Configuration.Retention?.SizeBytes,
        SeparateValuesFromBytes = info.Configuration.SeparateValuesFromBytes,
    };
}
