namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="RangeOperation"/>.</summary>
[GenerateSerializer, Alias("tableservice.RangeOperationSurrogate")]
internal struct RangeOperationSurrogate
{
    [Id(0)]
    public KeyInterval LKeys;

    [Id(1)]
    public int Limit;

    [Id(2)]
    public bool Descending;

    [Id(3)]
    public bool KeysOnly;

    [Id(4)]
    public bool CountOnly;
}

/// <summary>Turns a <see cref="RangeOperation"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class RangeOperationConverter : IConverter<RangeOperation, RangeOperationSurrogate>
{
    public RangeOperation ConvertFromSurrogate(in RangeOperationSurrogate surrogate) => new()
    {
        LKeys = surrogate.LKeys,
        Limit = surrogate.Limit,
        Descending = surrogate.Descending,
        KeysOnly = surrogate.KeysOnly,
        CountOnly = surrogate.CountOnly,
    };

    public RangeOperationSurrogate ConvertToSurrogate(in RangeOperation value) => new()
    {
        LKeys = value.LKeys,
        Limit = value.Limit,
        Descending = value.Descending,
        KeysOnly = value.KeysOnly,
        CountOnly = value.CountOnly,
    };
}
