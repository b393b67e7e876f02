namespace Orleans.TableService.Storage.Ranges;

/// <summary>Tells the transactions that need no writer, and those of them that others must not wait for.</summary>
internal static class ReadKind
{
    private const int ShortRangesMax = 4;

    /// <summary>Whether a transaction can write nothing, whichever of its lists is done.</summary>
    public static bool IsRead(TableTransaction transaction) =>
        OnlyReads(transaction.Success) && OnlyReads(transaction.Failure);

    /// <summary>Whether a read may take long: it counts an interval, or asks for many pages.</summary>
    public static bool IsLong(TableTransaction read) => IsLong(read.Success) || IsLong(read.Failure);

    // Without enumerators, which would be allocated for each transaction.
    private static bool OnlyReads(IReadOnlyList<TableOperation> operations)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is not (GetOperation or RangeOperation))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLong(IReadOnlyList<TableOperation> operations)
    {
        var ranges = 0;
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is RangeOperation range && (range.CountOnly || ++ranges > ShortRangesMax))
            {
                return true;
            }
        }

        return false;
    }
}
