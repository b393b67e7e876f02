using System.Diagnostics.CodeAnalysis;

namespace Orleans.TableService;

/// <summary>
/// A transaction's result, or the fault that kept it from having one. Exactly one of the two is there.
/// </summary>
public readonly struct TransactionOutcome
{
    /// <summary>The outcome of a transaction that was carried out.</summary>
    public TransactionOutcome(TransactionResult result) => Result = result;

    /// <summary>
    /// The outcome of a transaction that changed nothing, or, for <see cref="FaultCode.UnknownOutcome"/>, may have.
    /// </summary>
    public TransactionOutcome(Fault fault) => Fault = fault;

    /// <summary>What the transaction did.</summary>
    public TransactionResult? Result { get; }

    /// <summary>Why it has no result.</summary>
    public Fault? Fault { get; }

    /// <summary>Whether there is a result.</summary>
    [MemberNotNullWhen(true, nameof(Result))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsResult => Result is not null;

    /// <summary>The result, or the fault thrown as its <see cref="TableException"/>.</summary>
    public TransactionResult GetResultOrThrow() => IsResult ? Result : throw Fault.ToException();
}
