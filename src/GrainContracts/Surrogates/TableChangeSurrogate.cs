namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="TableChange"/>.</summary>
[GenerateSerializer, Alias("tableservice.TableChangeSurrogate")]
internal struct TableChangeSurrogate
{
    [Id(0)]
    public ChangeKind Kind;

    [Id(1)]
    public ChangeCause Cause;

    [Id(2)]
    public long Revision;

    [Id(3)]
    public ReadOnlyMemory<byte> LKey;

    [Id(4)]
    public TableEntry? Entry;

    [Id(5)]
    public TableValue? Previous;

    [Id(6)]
    public DateTimeOffset CommittedAt;
}

/// <summary>Turns a <see cref="TableChange"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class TableChangeConverter : IConverter<TableChange, TableChangeSurrogate>
{
    public TableChange ConvertFromSurrogate(in TableChangeSurrogate surrogate) => new()
    {
        Kind = surrogate.Kind,
        Cause = surrogate.Cause,
        Revision = surrogate.Revision,
        LKey = surrogate.LKey,
        Entry = surrogate.Entry,
        Previous = surrogate.Previous,
        CommittedAt = surrogate.CommittedAt,
    };

    public TableChangeSurrogate ConvertToSurrogate(in TableChange value) => new()
    {
        Kind = value.Kind,
        Cause = value.Cause,
        Revision = value.Revision,
        LKey = value.LKey,
        Entry = value.Entry,
        Previous = value.Previous,
        CommittedAt = value.CommittedAt,
    };
}
