namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="DeleteRangeResult"/>.</summary>
[GenerateSerializer, Alias("tableservice.DeleteRangeResultSurrogate")]
internal struct DeleteRangeResultSurrogate
{
    [Id(0)]
    public long Deleted;

    [Id(1)]
    public bool More;

    [Id(2)]
    public TableEntry[] Previous;
}

/// <summary>Turns a <see cref="DeleteRangeResult"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class DeleteRangeResultConverter : IConverter<DeleteRangeResult, DeleteRangeResultSurrogate>
{
    public DeleteRangeResult ConvertFromSurrogate(in DeleteRangeResultSurrogate surrogate) => new()
    {
        Deleted = surrogate.Deleted,
        More = surrogate.More,
        Previous = surrogate.Previous,
    };

    public DeleteRangeResultSurrogate ConvertToSurrogate(in DeleteRangeResult value) => new()
    {
        Deleted = value.Deleted,
        More = value.More,
        Previous = [.. value.Previous],
    };
}
