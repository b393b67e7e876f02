namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="GetResult"/>.</summary>
[GenerateSerializer, Alias("tableservice.GetResultSurrogate")]
internal struct GetResultSurrogate
{
    [Id(0)]
    public TableEntry? Entry;
}

/// <summary>Turns a <see cref="GetResult"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class GetResultConverter : IConverter<GetResult, GetResultSurrogate>
{
    public GetResult ConvertFromSurrogate(in GetResultSurrogate surrogate) => new()
    {
        Entry = surrogate.Entry,
    };

    public GetResultSurrogate ConvertToSurrogate(in GetResult value) => new()
    {
        Entry = value.Entry,
    };
}
