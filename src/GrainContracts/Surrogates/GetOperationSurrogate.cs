namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="GetOperation"/>.</summary>
[GenerateSerializer, Alias("tableservice.GetOperationSurrogate")]
internal struct GetOperationSurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> LKey;
}

/// <summary>Turns a <see cref="GetOperation"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class GetOperationConverter : IConverter<GetOperation, GetOperationSurrogate>
{
    public GetOperation ConvertFromSurrogate(in GetOperationSurrogate surrogate) => new()
    {
        LKey = surrogate.LKey,
    };

    public GetOperationSurrogate ConvertToSurrogate(in GetOperation value) => new()
    {
        LKey = value.LKey,
    };
}
