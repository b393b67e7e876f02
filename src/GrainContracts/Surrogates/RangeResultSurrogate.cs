namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="RangeResult"/>.</summary>
[GenerateSerializer, Alias("tableservice.RangeResultSurrogate")]
internal struct RangeResultSurrogate
{
    [Id(0)]
    public TableEntry[] Entries;

    [Id(1)]
    public long Count;

    [Id(2)]
    public bool More;
}

/// <summary>Turns a <see cref="RangeResult"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class RangeResultConverter : IConverter<RangeResult, RangeResultSurrogate>
{
    public RangeResult ConvertFromSurrogate(in RangeResultSurrogate surrogate) => new()
    {
        Entries = surrogate.Entries,
        Count = surrogate.Count,
        More = surrogate.More,
    };

    public RangeResultSurrogate ConvertToSurrogate(in RangeResult value) => new()
    {
        Entries = [.. value.Entries],
        Count = value.Count,
        More = value.More,
    };
}
