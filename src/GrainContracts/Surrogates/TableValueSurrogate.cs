namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="TableValue"/>.</summary>
[GenerateSerializer, Alias("tableservice.TableValueSurrogate")]
internal struct TableValueSurrogate
{
    [Id(0)]
    public bool IsNumber;

    [Id(1)]
    public long Number;

    [Id(2)]
    public ReadOnlyMemory<byte> Bytes;
}

/// <summary>Turns a <see cref="TableValue"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class TableValueConverter : IConverter<TableValue, TableValueSurrogate>
{
    public TableValue ConvertFromSurrogate(in TableValueSurrogate surrogate) => surrogate.IsNumber
        ? new TableValue(surrogate.Number)
        : new TableValue(surrogate.Bytes);

    public TableValueSurrogate ConvertToSurrogate(in TableValue value) => new()
    {
        IsNumber = value.IsNumber,
        Number = value.Number,
        Bytes = value.Bytes,
    };
}
