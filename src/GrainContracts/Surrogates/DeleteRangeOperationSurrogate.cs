namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="DeleteRangeOperation"/>.</summary>
[GenerateSerializer, Alias("tableservice.DeleteRangeOperationSurrogate")]
internal struct DeleteRangeOperationSurrogate
{
    [Id(0)]
    public KeyInterval LKeys;

    [Id(1)]
    public int Limit;

    [Id(2)]
    public bool ReturnPrevious;
}

/// <summary>Turns a <see cref="DeleteRangeOperation"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class DeleteRangeOperationConverter : IConverter<DeleteRangeOperation, DeleteRangeOperationSurrogate>
{
    public DeleteRangeOperation ConvertFromSurrogate(in DeleteRangeOperationSurrogate surrogate) => new()
    {
        LKeys = surrogate.LKeys,
        Limit = surrogate.Limit,
        ReturnPrevious = surrogate.ReturnPrevious,
    };

    public DeleteRangeOperationSurrogate ConvertToSurrogate(in DeleteRangeOperation value) => new()
    {
        LKeys = value.LKeys,
        Limit = value.Limit,
        ReturnPrevious = value.ReturnPrevious,
    };
}
