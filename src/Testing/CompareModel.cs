namespace Orleans.TableService.Testing;

/// <summary>Decides whether a compare holds.</summary>
internal static class CompareModel
{
    public static bool Holds(TableCompare compare, TableEntry? entry)
    {
        if (compare.Target == CompareTarget.Exists)
        {
            return Relates(compare.Operator, (entry is null ? 0L : 1L).CompareTo(compare.Number));
        }

        if (entry is null)
        {
            return compare.Operator == CompareOperator.NotEqual;
        }

        return compare.Target switch
        {
            CompareTarget.Value => HoldsValue(compare, entry.Value),
            CompareTarget.Version => Relates(compare.Operator, entry.Version.CompareTo(compare.Number)),
            CompareTarget.CreateRevision => Relates(compare.Operator, entry.CreateRevision.CompareTo(compare.Number)),
            _ => Relates(compare.Operator, entry.ModRevision.CompareTo(compare.Number)),
        };
    }

    // A number and bytes are different, and neither is greater.
    private static bool HoldsValue(TableCompare compare, TableValue stored)
    {
        if (stored.IsNumber != compare.Value.IsNumber)
        {
            return compare.Operator == CompareOperator.NotEqual;
        }

        return Relates(
            compare.Operator,
            stored.IsNumber
                ? stored.Number.CompareTo(compare.Value.Number)
                : stored.Bytes.Span.SequenceCompareTo(compare.Value.Bytes.Span));
    }

    private static bool Relates(CompareOperator compareOperator, int order) => compareOperator switch
    {
        CompareOperator.Equal => order == 0,
        CompareOperator.NotEqual => order != 0,
        CompareOperator.Greater => order > 0,
        _ => order < 0,
    };
}
