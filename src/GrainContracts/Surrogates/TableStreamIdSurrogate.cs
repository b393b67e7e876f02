namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="TableStreamId"/>.</summary>
[GenerateSerializer, Alias("tableservice.TableStreamIdSurrogate")]
internal struct TableStreamIdSurrogate
{
    [Id(0)]
    public long Value;
}

/// <summary>Turns a <see cref="TableStreamId"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class TableStreamIdConverter : IConverter<TableStreamId, TableStreamIdSurrogate>
{
    public TableStreamId ConvertFromSurrogate(in TableStreamIdSurrogate surrogate) => new(surrogate.Value);

    public TableStreamIdSurrogate ConvertToSurrogate(in TableStreamId value) => new()
    {
        Value = value.Value,
    };
}
