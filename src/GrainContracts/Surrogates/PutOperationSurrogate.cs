namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="PutOperation"/>.</summary>
[GenerateSerializer, Alias("tableservice.PutOperationSurrogate")]
internal struct PutOperationSurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> LKey;

    [Id(1)]
    public ReadOnlyMemory<byte> Value;

    [Id(2)]
    public long? ExpectedVersion;

    [Id(3)]
    public long? ExpectedRevision;

    [Id(4)]
    public bool ReturnPrevious;
}

/// <summary>Turns a <see cref="PutOperation"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class PutOperationConverter : IConverter<PutOperation, PutOperationSurrogate>
{
    public PutOperation ConvertFromSurrogate(in PutOperationSurrogate surrogate) => new()
    {
        LKey = surrogate.LKey,
        Value = surrogate.Value,
        ExpectedVersion = surrogate.ExpectedVersion,
        ExpectedRevision = surrogate.ExpectedRevision,
        ReturnPrevious = surrogate.ReturnPrevious,
    };

    public PutOperationSurrogate ConvertToSurrogate(in PutOperation value) => new()
    {
        LKey = value.LKey,
        Value = value.Value,
        ExpectedVersion = value.ExpectedVersion,
        ExpectedRevision = value.ExpectedRevision,
        ReturnPrevious = value.ReturnPrevious,
    };
}
