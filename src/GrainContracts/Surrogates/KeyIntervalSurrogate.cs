namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="KeyInterval"/>.</summary>
[GenerateSerializer, Alias("tableservice.KeyIntervalSurrogate")]
internal struct KeyIntervalSurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> Start;

    [Id(1)]
    public bool IsBounded;

    [Id(2)]
    public ReadOnlyMemory<byte> End;
}

/// <summary>Turns a <see cref="KeyInterval"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class KeyIntervalConverter : IConverter<KeyInterval, KeyIntervalSurrogate>
{
    public KeyInterval ConvertFromSurrogate(in KeyIntervalSurrogate surrogate) =>
        new(surrogate.Start, surrogate.IsBounded ? surrogate.End : default(ReadOnlyMemory<byte>?));

    public KeyIntervalSurrogate ConvertToSurrogate(in KeyInterval value) => new()
    {
        Start = value.Start,
        IsBounded = value.End.HasValue,
        End = value.End.GetValueOrDefault(),
    };
}
