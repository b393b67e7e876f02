namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="Fault"/>.</summary>
[GenerateSerializer, Alias("tableservice.FaultSurrogate")]
internal struct FaultSurrogate
{
    [Id(0)]
    public FaultCode Code;

    [Id(1)]
    public string Message;

    [Id(2)]
    public Dictionary<string, string> Facts;
}

/// <summary>Turns a <see cref="Fault"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class FaultConverter : IConverter<Fault, FaultSurrogate>
{
    public Fault ConvertFromSurrogate(in FaultSurrogate surrogate) =>
        new(surrogate.Code, surrogate.Message, surrogate.Facts);

    public FaultSurrogate ConvertToSurrogate(in Fault value) => new()
    {
        Code = value.Code,
        Message = value.Message,
        Facts = new(value.Facts, StringComparer.Ordinal),
    };
}
