namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="PutResult"/>.</summary>
[GenerateSerializer, Alias("tableservice.PutResultSurrogate")]
internal struct PutResultSurrogate
{
    [Id(0)]
    public long Version;

    [Id(1)]
    public TableEntry? Previous;
}

/// <summary>Turns a <see cref="PutResult"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class PutResultConverter : IConverter<PutResult, PutResultSurrogate>
{
    public PutResult ConvertFromSurrogate(in PutResultSurrogate surrogate) => new()
    {
        Version = surrogate.Version,
        Previous = surrogate.Previous,
    };

    public PutResultSurrogate ConvertToSurrogate(in PutResult value) => new()
    {
        Version = value.Version,
        Previous = value.Previous,
    };
}
