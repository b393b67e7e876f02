using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>Decides one condition of a transaction, as <see cref="TableCompare"/> documents it.</summary>
internal static class CompareEvaluator
{
    public static bool Holds(TableCompare compare, in EntryState state)
    {
        if (compare.Target == CompareTarget.Exists)
        {
            return Holds(compare.Operator, (state.Exists ? 1L : 0L).CompareTo(compare.Number));
        }

        if (!state.Exists)
        {
            return compare.Operator == CompareOperator.NotEqual;
        }

        return compare.Target switch
        {
            CompareTarget.Value => ValueHolds(compare, state.Value),
            CompareTarget.Version => Holds(compare.Operator, state.Version.CompareTo(compare.Number)),
            CompareTarget.CreateRevision => Holds(compare.Operator, state.CreateRevision.CompareTo(compare.Number)),
            _ => Holds(compare.Operator, state.ModRevision.CompareTo(compare.Number)),
        };
    }

    // A number and bytes are never equal, and neither is greater.
    private static bool ValueHolds(TableCompare compare, in TableValue stored)
    {
        var operand = compare.Value;
        if (stored.IsNumber != operand.IsNumber)
        {
            return compare.Operator == CompareOperator.NotEqual;
        }

        return Holds(
            compare.Operator,
            stored.IsNumber
                ? stored.Number.CompareTo(operand.Number)
                : stored.Bytes.Span.SequenceCompareTo(operand.Bytes.Span));
    }

    private static bool Holds(CompareOperator comparison, int order) => comparison switch
    {
        CompareOperator.Equal => order == 0,
        CompareOperator.NotEqual => order != 0,
        CompareOperator.Greater => order > 0,
        _ => order < 0,
    };
}
