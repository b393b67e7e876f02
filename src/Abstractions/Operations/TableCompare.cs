namespace Orleans.TableService;

/// <summary>One condition of a transaction on one lKey: <c>stored target OPERATOR operand</c>.</summary>
/// <remarks>
/// On an absent key, <see cref="CompareTarget.Exists"/> is 0 and every other comparison is false, but for
/// <see cref="CompareOperator.NotEqual"/>, which is true.
/// </remarks>
public sealed record TableCompare
{
    /// <summary>The local key whose entry is compared.</summary>
    public required ReadOnlyMemory<byte> LKey { get; init; }

    /// <summary>Which fact of the entry is compared.</summary>
    public required CompareTarget Target { get; init; }

    /// <summary>How it is compared.</summary>
    public required CompareOperator Operator { get; init; }

    /// <summary>
    /// The operand for <see cref="CompareTarget.Value"/>: a number compares with numbers only, bytes with bytes only,
    /// in unsigned byte order.
    /// </summary>
    public TableValue Value { get; init; }

    /// <summary>
    /// The operand for every other target; for <see cref="CompareTarget.Exists"/> 1 (present) or 0 (absent).
    /// </summary>
    public long Number { get; init; }
}
