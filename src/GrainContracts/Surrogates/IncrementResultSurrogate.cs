namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="IncrementResult"/>.</summary>
[GenerateSerializer, Alias("tableservice.IncrementResultSurrogate")]
internal struct IncrementResultSurrogate
{
    [Id(0)]
    public long Total;

    [Id(1)]
    public long Version;
}

/// <summary>Turns a <see cref="IncrementResult"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class IncrementResultConverter : IConverter<IncrementResult, IncrementResultSurrogate>
{
    public IncrementResult ConvertFromSurrogate(in IncrementResultSurrogate surrogate) => new()
    {
        Total = surrogate.Total,
        Version = surrogate.Version,
    };

    public IncrementResultSurrogate ConvertToSurrogate(in IncrementResult value) => new()
    {
        Total = value.Total,
        Version = value.Version,
    };
}
