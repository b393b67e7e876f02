namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="StreamInfo"/>.</summary>
[GenerateSerializer, Alias("tableservice.StreamInfoSurrogate")]
internal struct StreamInfoSurrogate
{
    [Id(0)]
    public TableStreamId Id;

    [Id(1)]
    public string NamespaceName;

    [Id(2)]
    public string Name;

    [Id(3)]
    public Guid Incarnation;

    [Id(4)]
    public StreamConfiguration Configuration;

    [Id(5)]
    public DateTimeOffset CreatedAt;
}

/// <summary>Turns a <see cref="StreamInfo"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class StreamInfoConverter : IConverter<StreamInfo, StreamInfoSurrogate>
{
    public StreamInfo ConvertFromSurrogate(in StreamInfoSurrogate surrogate) => new(
        surrogate.Id,
        surrogate.NamespaceName,
        surrogate.Name,
        surrogate.Incarnation,
        surrogate.Configuration,
        surrogate.CreatedAt);

    public StreamInfoSurrogate ConvertToSurrogate(in StreamInfo value) => new()
    {
        Id = value.Id,
        NamespaceName = value.NamespaceName,
        Name = value.Name,
        Incarnation = value.Incarnation,
        Configuration = value.Configuration,
        CreatedAt = value.CreatedAt,
    };
}
