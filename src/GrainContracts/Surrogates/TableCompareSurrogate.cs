namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="TableCompare"/>.</summary>
[GenerateSerializer, Alias("tableservice.TableCompareSurrogate")]
internal struct TableCompareSurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> LKey;

    [Id(1)]
    public CompareTarget Target;

    [Id(2)]
    public CompareOperator Operator;

    [Id(3)]
    public TableValue Value;

    [Id(4)]
    public long Number;
}

/// <summary>Turns a <see cref="TableCompare"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class TableCompareConverter : IConverter<TableCompare, TableCompareSurrogate>
{
    public TableCompare ConvertFromSurrogate(in TableCompareSurrogate surrogate) => new()
    {
        LKey = surrogate.LKey,
        Target = surrogate.Target,
        Operator = surrogate.Operator,
        Value = surrogate.Value,
        Number = surrogate.Number,
    };

    public TableCompareSurrogate ConvertToSurrogate(in TableCompare value) => new()
    {
        LKey = value.LKey,
        Target = value.Target,
        Operator = value.Operator,
        Value = value.Value,
        Number = value.Number,
    };
}
