using System.Collections.Immutable;
using System.Globalization;

namespace Orleans.TableService.Testing;

/// <summary>Carries out one transaction on the rows of one pKey: the plain model of what a table does.</summary>
/// <remarks>Rows are immutable, so a transaction that fails leaves nothing to undo.</remarks>
internal sealed class TransactionModel(
    ImmutableSortedDictionary<ReadOnlyMemory<byte>, TableEntry> before,
    long nextRevision,
    int pageSizeMaxBytes)
{
    private readonly ImmutableSortedDictionary<ReadOnlyMemory<byte>, TableEntry> _before = before;
    private readonly SortedSet<ReadOnlyMemory<byte>> _written = new(KeyComparer.Instance);
    private readonly List<OperationResult> _results = [];

    /// <summary>The rows as the operations so far left them.</summary>
    public ImmutableSortedDictionary<ReadOnlyMemory<byte>, TableEntry> Rows { get; private set; } = before;

    /// <summary>Whether every compare held.</summary>
    public bool Succeeded { get; private set; }

    /// <summary>One result per operation done.</summary>
    public IReadOnlyList<OperationResult> Results => _results;

    /// <summary>Does the transaction; on a fault nothing of this object is to be used.</summary>
    public Fault? Run(TableTransaction transaction)
    {
        Succeeded = transaction.Compares.All(compare => CompareModel.Holds(compare, Find(compare.LKey)));
        var operations = Succeeded ? transaction.Success : transaction.Failure;
        for (var i = 0; i < operations.Count; i++)
        {
            if (Do(operations[i], i) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>The keys that are not as they were, in key order.</summary>
    public IEnumerable<TableChange> Changes(bool keepPreviousValues, DateTimeOffset committedAt)
    {
        foreach (var key in _written)
        {
            var (previous, entry) = (_before.GetValueOrDefault(key), Find(key));
            if (previous is not null || entry is not null)
            {
                yield return new TableChange
                {
                    Kind = entry is null ? ChangeKind.Delete : ChangeKind.Put,
                    Cause = ChangeCause.Client,
                    Revision = nextRevision,
                    LKey = key,
                    Entry = entry,
                    Previous = keepPreviousValues ? previous?.Value : null,
                    CommittedAt = committedAt,
                };
            }
        }
    }

    private Fault? Do(TableOperation operation, int index) => operation switch
    {
        PutOperation put => Put(put, index),
        GetOperation get => Done(new GetResult { Entry = Find(get.LKey) }),
        DeleteOperation delete => Delete(delete, index),
        IncrementOperation increment => Increment(increment, index),
        RangeOperation range => Done(PageModel.Read(InInterval(range.LKeys), range, pageSizeMaxBytes)),
        DeleteRangeOperation deleteRange => DeleteRange(deleteRange),
        _ => throw new ArgumentException($"There is no operation {operation.GetType().Name}.", nameof(operation)),
    };

    private Fault? Put(PutOperation put, int index)
    {
        var old = Find(put.LKey);
        if (!IsExpected(old, put.ExpectedVersion, put.ExpectedRevision))
        {
            return ConditionFailed(old, index);
        }

        if (old is { Value.IsNumber: true })
        {
            return Faults.WrongValueType(index, holdsNumber: true);
        }

        var entry = Write(put.LKey, new TableValue(put.Value.ToArray()), old);
        return Done(new PutResult { Version = entry.Version, Previous = put.ReturnPrevious ? old : null });
    }

    private Fault? Delete(DeleteOperation delete, int index)
    {
        var old = Find(delete.LKey);
        var isConditional = delete.ExpectedVersion.HasValue || delete.ExpectedRevision.HasValue;
        if (isConditional && (old is null || !IsExpected(old, delete.ExpectedVersion, delete.ExpectedRevision)))
        {
            return ConditionFailed(old, index);
        }

        Remove(delete.LKey);
        return Done(new DeleteResult { Deleted = old is not null, Previous = delete.ReturnPrevious ? old : null });
    }

    private Fault? Increment(IncrementOperation increment, int index)
    {
        var old = Find(increment.LKey);
        if (old is { Value.IsNumber: false })
        {
            return Faults.WrongValueType(index, holdsNumber: false);
        }

        var stored = old?.Value.Number ?? 0;
        var sum = (Int128)stored + increment.Amount;
        if (sum > long.MaxValue || sum < long.MinValue)
        {
            return Faults.NumberOverflow(index, stored, increment.Amount);
        }

        var entry = Write(increment.LKey, new TableValue((long)sum), old);
        return Done(new IncrementResult { Total = entry.Value.Number, Version = entry.Version });
    }

    private Fault? DeleteRange(DeleteRangeOperation range)
    {
        var found = InInterval(range.LKeys).ToList();
        var removed = range.Limit == 0 ? found : found.Take(range.Limit).ToList();
        if (removed.Count > TableLimits.DeleteRangeKeysMax)
        {
            return Faults.TooLarge("lKeys", TableLimits.DeleteRangeKeysMax, string.Create(
                CultureInfo.InvariantCulture,
                $"The interval holds more than {TableLimits.DeleteRangeKeysMax} keys: delete it in pages."));
        }

        removed.ForEach(entry => Remove(entry.LKey));
        return Done(new DeleteRangeResult
        {
            Deleted = removed.Count,
            More = removed.Count < found.Count,
            Previous = range.ReturnPrevious ? removed : [],
        });
    }

    private TableEntry Write(ReadOnlyMemory<byte> lKey, TableValue value, TableEntry? old)
    {
        var entry = new TableEntry
        {
            LKey = lKey.ToArray(),
            Value = value,
            CreateRevision = old?.CreateRevision ?? nextRevision,
            ModRevision = nextRevision,
            Version = old is null ? 0 : old.Version + 1,
        };
        _written.Add(entry.LKey);
        Rows = Rows.SetItem(entry.LKey, entry);
        return entry;
    }

    private void Remove(ReadOnlyMemory<byte> lKey)
    {
        _written.Add(lKey.ToArray());
        Rows = Rows.Remove(lKey);
    }

    private Fault? Done(OperationResult result)
    {
        _results.Add(result);
        return null;
    }

    private TableEntry? Find(ReadOnlyMemory<byte> lKey) => Rows.GetValueOrDefault(lKey);

    private IEnumerable<TableEntry> InInterval(KeyInterval interval) =>
        Rows.Values.Where(entry => interval.Contains(entry.LKey.Span));

    private static Fault ConditionFailed(TableEntry? old, int index) =>
        Faults.ConditionFailed(index, old?.Version ?? -1, old?.ModRevision ?? -1);

    private static bool IsExpected(TableEntry? entry, long? version, long? revision) =>
        (version is null || version == (entry?.Version ?? -1))
        && (revision is null || revision == (entry?.ModRevision ?? -1));
}
