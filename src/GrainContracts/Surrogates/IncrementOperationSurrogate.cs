namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="IncrementOperation"/>.</summary>
[GenerateSerializer, Alias("tableservice.IncrementOperationSurrogate")]
internal struct IncrementOperationSurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> LKey;

    [Id(1)]
    public long Amount;
}

/// <summary>Turns a <see cref="IncrementOperation"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class IncrementOperationConverter : IConverter<IncrementOperation, IncrementOperationSurrogate>
{
    public IncrementOperation ConvertFromSurrogate(in IncrementOperationSurrogate surrogate) => new()
    {
        LKey = surrogate.LKey,
        Amount = surrogate.Amount,
    };

    public IncrementOperationSurrogate ConvertToSurrogate(in IncrementOperation value) => new()
    {
        LKey = value.LKey,
        Amount = value.Amount,
    };
}
