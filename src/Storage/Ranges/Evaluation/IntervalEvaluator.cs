using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>The operations on an interval of lKeys.</summary>
internal sealed class IntervalEvaluator(BatchState state, TableLimits limits, bool keepPreviousValues)
{
    // Few threads read; a list for each range, or one that grows anew with each page, costs more.
    [ThreadStatic]
    private static List<TableEntry>? _page;

    public Fault? Range(
        RangeOperation range, ReadOnlySpan<byte> prefix, ref EvaluationStep step, out OperationResult result)
    {
        if (range.LKeys.IsEmpty)
        {
            result = new RangeResult { Entries = [], Count = 0 };
            return null;
        }

        using var walk = Walk(range.LKeys, prefix, range.Descending);
        if (!range.CountOnly)
        {
            result = Page(range, walk, prefix.Length, ref step);
            return null;
        }

        var fault = Count(walk, out var count);
        result = new RangeResult { Entries = [], Count = count };
        return fault;
    }

    public Fault? DeleteRange(
        DeleteRangeOperation range,
        ReadOnlySpan<byte> prefix,
        ref EvaluationStep step,
        out OperationResult result)
    {
        result = new DeleteRangeResult { Deleted = 0, Previous = [] };
        if (range.LKeys.IsEmpty)
        {
            return null;
        }

        var removed = new List<Removal>();
        var heldBytes = state.Scratch.SizeBytes;
        var more = false;
        using (var walk = Walk(range.LKeys, prefix, descending: false))
        {
            while (walk.MoveNext())
            {
                if (range.Limit > 0 && removed.Count == range.Limit)
                {
                    more = true;
                    break;
                }

                if (removed.Count == TableLimits.DeleteRangeKeysMax)
                {
                    return TooManyKeys();
                }

                Take(walk, prefix.Length, range.ReturnPrevious || keepPreviousValues, removed);
                var size = removed[^1].LKey.Length + removed[^1].Before.Value.Bytes.Length;
                step.ResultSizeBytes += size;
                heldBytes += size + TransactionScratch.KeyOverheadBytes;
                if (Math.Max(heldBytes, step.ResultSizeBytes) > TransactionEvaluator.SizeMaxBytes)
                {
                    return TransactionEvaluator.TooLarge();
                }
            }
        }

        foreach (var change in removed)
        {
            state.Scratch.Write(change.Key, change.LKey, change.Before, default);
        }

        result = new DeleteRangeResult
        {
            Deleted = removed.Count,
            More = more,
            Previous = range.ReturnPrevious ? removed.ConvertAll(change => change.Before.ToEntry(change.LKey)) : [],
        };
        return null;
    }

    private static Fault TooManyKeys() => Faults.TooLarge(
        "keys",
        TableLimits.DeleteRangeKeysMax,
        $"The interval holds more than {TableLimits.DeleteRangeKeysMax} keys: delete it in pages with a limit.");

    private Fault? Count(IntervalWalk walk, out long count)
    {
        count = 0;
        while (walk.MoveNext())
        {
            if (++count % CountedUnasked == 0 && state.IsGivenUp())
            {
                return Faults.Unavailable("The range stopped, or its caller gave up, before all was counted.");
            }
        }

        return null;
    }

    private static void Take(IntervalWalk walk, int prefixLength, bool withValue, List<Removal> removed)
    {
        var key = walk.Key.ToArray();
        var before = walk.Read(withValue);
        removed.Add(new Removal(key, key.AsMemory(prefixLength), before));
    }

    private RangeResult Page(RangeOperation range, IntervalWalk walk, int prefixLength, ref EvaluationStep step)
    {
        var entries = _page ??= [];
        entries.Clear();
        var memory = new PageMemory();
        long size = 0;
        var more = false;
        while (walk.MoveNext())
        {
            if (range.Limit > 0 && entries.Count == range.Limit)
            {
                more = true;
                break;
            }

            var entry = walk.Read(prefixLength, !range.KeysOnly, memory);
            size += entry.LKey.Length + entry.Value.Bytes.Length + EntryOverheadBytes;
            if (size > limits.PageSizeMaxBytes && entries.Count > 0)
            {
                more = true;
                break;
            }

            entries.Add(entry);
        }

        step.ResultSizeBytes += size;
        var page = entries.ToArray();
        entries.Clear();
        return new RangeResult { Entries = page, Count = page.Length, More = more };
    }

    private IntervalWalk Walk(in KeyInterval lKeys, ReadOnlySpan<byte> prefix, bool descending) =>
        state.Walk(IndexKey.Entry(prefix, lKeys.Start.Span), IndexKey.End(prefix, lKeys), descending);

    private const int CountedUnasked = 4096;

    // Revisions, version and list: tiny entries must not make a page of many times its bytes.
    private const int EntryOverheadBytes = 16;

    private readonly record struct Removal(byte[] Key, ReadOnlyMemory<byte> LKey, EntryState Before);
}
