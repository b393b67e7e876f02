using System.Diagnostics.CodeAnalysis;

namespace Orleans.TableService.GrainContracts;

/// <summary>What a grain answers: a value, or the fault that kept it from having one.</summary>
/// <remarks>
/// Domain failures are values here because an exception keeps its facts only in part when it crosses grains.
/// </remarks>
[GenerateSerializer, Immutable, Alias("tableservice.Reply`1")]
public sealed record Reply<T>
    where T : class
{
    /// <summary>The answer.</summary>
    [Id(0)]
    public T? Value { get; init; }

    /// <summary>Why there is none.</summary>
    [Id(1)]
    public Fault? Fault { get; init; }

    /// <summary>Whether there is an answer.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsValue => Value is not null;

    /// <summary>The answer, or the fault thrown as its <see cref="TableException"/>.</summary>
    public T GetValueOrThrow() => IsValue ? Value : throw Fault.ToException();
}
