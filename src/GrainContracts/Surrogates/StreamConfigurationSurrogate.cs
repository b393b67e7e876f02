namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="StreamConfiguration"/>.</summary>
[GenerateSerializer, Alias("tableservice.StreamConfigurationSurrogate")]
internal struct StreamConfigurationSurrogate
{
    [Id(0)]
    public KeyType KeyType;

    [Id(1)]
    public StorageType StorageType;

    [Id(2)]
    public int InitialRanges;

    [Id(3)]
    public bool KeepPreviousValues;

    [Id(4)]
    public bool HasRetention;

    [Id(5)]
    public TimeSpan? RetentionTime;

    [Id(6)]
    public long? RetentionSizeBytes;

    [Id(7)]
    public int? SeparateValuesFromBytes;
}

/// <summary>Turns a <see cref="StreamConfiguration"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class StreamConfigurationConverter : IConverter<StreamConfiguration, StreamConfigurationSurrogate>
{
    public StreamConfiguration ConvertFromSurrogate(in StreamConfigurationSurrogate surrogate) => new()
    {
        KeyType = surrogate.KeyType,
        StorageType = surrogate.StorageType,
        InitialRanges = surrogate.InitialRanges,
        KeepPreviousValues = surrogate.KeepPreviousValues,
        Retention = surrogate.HasRetention
            ? new HistoryRetention { Time = surrogate.RetentionTime, SizeBytes = surrogate.RetentionSizeBytes }
            : null,
        SeparateValuesFromBytes = surrogate.SeparateValuesFromBytes,
    };

    public StreamConfigurationSurrogate ConvertToSurrogate(in StreamConfiguration value) => new()
    {
        KeyType = value.KeyType,
        StorageType = value.StorageType,
        InitialRanges = value.InitialRanges,
        KeepPreviousValues = value.KeepPreviousValues,
        HasRetention = value.Retention is not null,
        RetentionTime = value.Retention?.Time,
        RetentionSizeBytes = value.Retention?.SizeBytes,
        SeparateValuesFromBytes = value.SeparateValuesFromBytes,
    };
}
