namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="TableEntry"/>.</summary>
[GenerateSerializer, Alias("tableservice.TableEntrySurrogate")]
internal struct TableEntrySurrogate
{
    [Id(0)]
    public ReadOnlyMemory<byte> LKey;

    [Id(1)]
    public TableValue Value;

    [Id(2)]
    public long CreateRevision;

    [Id(3)]
    public long ModRevision;

    [Id(4)]
    public long Version;
}

/// <summary>Turns a <see cref="TableEntry"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class TableEntryConverter : IConverter<TableEntry, TableEntrySurrogate>
{
    public TableEntry ConvertFromSurrogate(in TableEntrySurrogate surrogate) => new()
    {
        LKey = surrogate.LKey,
        Value = surrogate.Value,
        CreateRevision = surrogate.CreateRevision,
        ModRevision = surrogate.ModRevision,
        Version = surrogate.Version,
    };

    public TableEntrySurrogate ConvertToSurrogate(in TableEntry value) => new()
    {
        LKey = value.LKey,
        Value = value.Value,
        CreateRevision = value.CreateRevision,
        ModRevision = value.ModRevision,
        Version = value.Version,
    };
}
