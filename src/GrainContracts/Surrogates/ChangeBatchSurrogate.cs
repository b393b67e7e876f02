namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="ChangeBatch"/>.</summary>
[GenerateSerializer, Alias("tableservice.ChangeBatchSurrogate")]
internal struct ChangeBatchSurrogate
{
    [Id(0)]
    public long Revision;

    [Id(1)]
    public TableChange[] Changes;
}

/// <summary>Turns a <see cref="ChangeBatch"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class ChangeBatchConverter : IConverter<ChangeBatch, ChangeBatchSurrogate>
{
    public ChangeBatch ConvertFromSurrogate(in ChangeBatchSurrogate surrogate) => new()
    {
        Revision = surrogate.Revision,
        Changes = surrogate.Changes,
    };

    public ChangeBatchSurrogate ConvertToSurrogate(in ChangeBatch value) => new()
    {
        Revision = value.Revision,
        Changes = [.. value.Changes],
    };
}
