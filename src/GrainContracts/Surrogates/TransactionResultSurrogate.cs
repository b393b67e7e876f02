namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="TransactionResult"/>.</summary>
[GenerateSerializer, Alias("tableservice.TransactionResultSurrogate")]
internal struct TransactionResultSurrogate
{
    [Id(0)]
    public bool Succeeded;

    [Id(1)]
    public long Revision;

    [Id(2)]
    public OperationResult[] Results;
}

/// <summary>Turns a <see cref="TransactionResult"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class TransactionResultConverter : IConverter<TransactionResult, TransactionResultSurrogate>
{
    public TransactionResult ConvertFromSurrogate(in TransactionResultSurrogate surrogate) => new()
    {
        Succeeded = surrogate.Succeeded,
        Revision = surrogate.Revision,
        Results = surrogate.Results,
    };

    public TransactionResultSurrogate ConvertToSurrogate(in TransactionResult value) => new()
    {
        Succeeded = value.Succeeded,
        Revision = value.Revision,
        Results = [.. value.Results],
    };
}
