namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="RangeId"/>.</summary>
[GenerateSerializer, Alias("tableservice.RangeIdSurrogate")]
internal struct RangeIdSurrogate
{
    [Id(0)]
    public long Stream;

    [Id(1)]
    public long Number;
}

/// <summary>Turns a <see cref="RangeId"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class RangeIdConverter : IConverter<RangeId, RangeIdSurrogate>
{
    public RangeId ConvertFromSurrogate(in RangeIdSurrogate surrogate) =>
        new(new TableStreamId(surrogate.Stream), surrogate.Number);

    public RangeIdSurrogate ConvertToSurrogate(in RangeId value) => new()
    {
        Stream = value.Stream.Value,
        Number = value.Number,
    };
}
