namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="DeleteResult"/>.</summary>
[GenerateSerializer, Alias("tableservice.DeleteResultSurrogate")]
internal struct DeleteResultSurrogate
{
    [Id(0)]
    public bool Deleted;

    [Id(1)]
    public TableEntry? Previous;
}

/// <summary>Turns a <see cref="DeleteResult"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class DeleteResultConverter : IConverter<DeleteResult, DeleteResultSurrogate>
{
    public DeleteResult ConvertFromSurrogate(in DeleteResultSurrogate surrogate) => new()
    {
        Deleted = surrogate.Deleted,
        Previous = surrogate.Previous,
    };

    public DeleteResultSurrogate ConvertToSurrogate(in DeleteResult value) => new()
    {
        Deleted = value.Deleted,
        Previous = value.Previous,
    };
}
