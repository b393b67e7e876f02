namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="RangeInfo"/>.</summary>
[GenerateSerializer, Alias("tableservice.RangeInfoSurrogate")]
internal struct RangeInfoSurrogate
{
    [Id(0)]
    public RangeId Id;

    [Id(1)]
    public KeyInterval Interval;

    [Id(2)]
    public RangeState State;

    [Id(3)]
    public string Owner;

    [Id(4)]
    public long Epoch;

    [Id(5)]
    public long Revision;

    [Id(6)]
    public long JournalBytes;

    [Id(7)]
    public long IndexBytes;

    [Id(8)]
    public long KeysEstimate;

    [Id(9)]
    public long OldestRevision;
}

/// <summary>Turns a <see cref="RangeInfo"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class RangeInfoConverter : IConverter<RangeInfo, RangeInfoSurrogate>
{
    public RangeInfo ConvertFromSurrogate(in RangeInfoSurrogate surrogate) => new()
    {
        Id = surrogate.Id,
        Interval = surrogate.Interval,
        State = surrogate.State,
        Owner = surrogate.Owner,
        Epoch = surrogate.Epoch,
        Revision = surrogate.Revision,
        JournalBytes = surrogate.JournalBytes,
        IndexBytes = surrogate.IndexBytes,
        KeysEstimate = surrogate.KeysEstimate,
        OldestRevision = surrogate.OldestRevision,
    };

    public RangeInfoSurrogate ConvertToSurrogate(in RangeInfo value) => new()
    {
        Id = value.Id,
        Interval = value.Interval,
        State = value.State,
        Owner = value.Owner,
        Epoch = value.Epoch,
        Revision = value.Revision,
        JournalBytes = value.JournalBytes,
        IndexBytes = value.IndexBytes,
        KeysEstimate = value.KeysEstimate,
        OldestRevision = value.OldestRevision,
    };
}
