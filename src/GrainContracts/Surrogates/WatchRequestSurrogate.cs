namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="WatchRequest"/>.</summary>
[GenerateSerializer, Alias("tableservice.WatchRequestSurrogate")]
internal struct WatchRequestSurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> PKey;

    [Id(1)]
    public KeyInterval LKeys;

    [Id(2)]
    public long? FromRevision;
}

/// <summary>Turns a <see cref="WatchRequest"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class WatchRequestConverter : IConverter<WatchRequest, WatchRequestSurrogate>
{
    public WatchRequest ConvertFromSurrogate(in WatchRequestSurrogate surrogate) => new()
    {
        PKey = surrogate.PKey,
        LKeys = surrogate.LKeys,
        FromRevision = surrogate.FromRevision,
    };

    public WatchRequestSurrogate ConvertToSurrogate(in WatchRequest value) => new()
    {
        PKey = value.PKey,
        LKeys = value.LKeys,
        FromRevision = value.FromRevision,
    };
}
