namespace Orleans.TableService.GrainContracts.Surrogates;

/// <summary>What crosses grains of a <see cref="TransactionOutcome"/>.</summary>
[GenerateSerializer, Alias("tableservice.TransactionOutcomeSurrogate")]
internal struct TransactionOutcomeSurrogate
{
    [Id(0)]
    public TransactionResult? Result;

    [Id(1)]
    public Fault? Fault;
}

/// <summary>Turns a <see cref="TransactionOutcome"/> into its surrogate and back.</summary>
[RegisterConverter]
internal sealed class TransactionOutcomeConverter : IConverter<TransactionOutcome, TransactionOutcomeSurrogate>
{
    public TransactionOutcome ConvertFromSurrogate(in TransactionOutcomeSurrogate surrogate) =>
        surrogate.Result is not null
            ? new TransactionOutcome(surrogate.Result)
            : new TransactionOutcome(surrogate.Fault!);

    public TransactionOutcomeSurrogate ConvertToSurrogate(in TransactionOutcome value) => new()
    {
        Result = value.Result,
        Fault = value.Fault,
    };
}
