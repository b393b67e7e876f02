namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="DeleteOperation"/>.</summary>
[GenerateSerializer, Alias("tableservice.DeleteOperationSurrogate")]
internal struct DeleteOperationSurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> LKey;

    [Id(1)]
    public long? ExpectedVersion;

    [Id(2)]
    public long? ExpectedRevision;

    [Id(3)]
    public bool ReturnPrevious;
}

/// <summary>Turns a <see cref="DeleteOperation"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class DeleteOperationConverter : IConverter<DeleteOperation, DeleteOperationSurrogate>
{
    public DeleteOperation ConvertFromSurrogate(in DeleteOperationSurrogate surrogate) => new()
    {
        LKey = surrogate.LKey,
        ExpectedVersion = surrogate.ExpectedVersion,
        ExpectedRevision = surrogate.ExpectedRevision,
        ReturnPrevious = surrogate.ReturnPrevious,
    };

    public DeleteOperationSurrogate ConvertToSurrogate(in DeleteOperation value) => new()
    {
        LKey = value.LKey,
        ExpectedVersion = value.ExpectedVersion,
        ExpectedRevision = value.ExpectedRevision,
        ReturnPrevious = value.ReturnPrevious,
    };
}
