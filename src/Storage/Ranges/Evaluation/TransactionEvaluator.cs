using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// Carries out transactions against a <see cref="BatchState"/>: all of one or nothing, no clock, no effect outside
/// it.
/// </summary>
/// <remarks>
/// Not safe for use by two threads. What a transaction writes is left in <see cref="BatchState.Scratch"/>.
/// </remarks>
internal sealed class TransactionEvaluator(RangeDescriptor range, TableLimits limits, BatchState state)
{
    /// <summary>
    /// Most bytes of the entries in one transaction's results, and of the keys and values that it writes and replaces.
    /// </summary>
    public const int SizeMaxBytes = 64 << 20;

    private readonly PointEvaluator _points = new(state);
    private readonly IntervalEvaluator _intervals = new(state, limits, range.KeepPreviousValues);
    private byte[] _prefix = new byte[256];

    /// <summary>Bytes of the entries in the results of the last transaction.</summary>
    public long ResultSizeBytes { get; private set; }

    /// <summary>Adds the keys of a transaction to the batch.</summary>
    /// <returns>Its first slot, for <see cref="Evaluate"/>.</returns>
    public int Gather(TableTransaction transaction, long hash)
    {
        var first = state.Points.Count;
        var prefix = WritePrefix(transaction.PKey.Span, hash);
        for (var i = 0; i < transaction.Compares.Count; i++)
        {
            var compare = transaction.Compares[i];
            state.Points.Add(prefix, compare.LKey.Span, compare.Target == CompareTarget.Value);
        }

        GatherAll(transaction.Success, prefix);
        GatherAll(transaction.Failure, prefix);
        return first;
    }

    /// <summary>Carries out a transaction whose keys were gathered and loaded.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="firstSlot">What <see cref="Gather"/> returned.</param>
    /// <param name="hash">Hash of its pKey.</param>
    /// <param name="lsn">The Lsn of its record if it changes anything; it sees everything before.</param>
    /// <returns>The outcome; of a fault nothing is left in the scratch.</returns>
    public TransactionOutcome Evaluate(TableTransaction transaction, int firstSlot, long hash, long lsn)
    {
        state.Scratch.Clear();
        ResultSizeBytes = 0;
        var succeeded = ComparesHold(transaction.Compares, firstSlot);
        var operations = succeeded ? transaction.Success : transaction.Failure;
        var slot = firstSlot + transaction.Compares.Count + (succeeded ? 0 : transaction.Success.Count);
        var results = operations.Count == 0 ? [] : new OperationResult[operations.Count];
        var step = new EvaluationStep { Lsn = lsn };
        for (var i = 0; i < results.Length; i++)
        {
            step.Index = i;
            step.Slot = slot + i;
            if (Run(operations[i], transaction.PKey.Span, hash, ref step, out results[i]) is { } fault)
            {
                state.Scratch.Clear();
                return new TransactionOutcome(fault);
            }
        }

        ResultSizeBytes = step.ResultSizeBytes;
        var wrote = state.Scratch.Count > 0 && state.Scratch.CountEffects() > 0;
        return new TransactionOutcome(new TransactionResult
        {
            Succeeded = succeeded,
            Revision = wrote ? lsn : lsn - 1,
            Results = results,
        });
    }

    private bool ComparesHold(IReadOnlyList<TableCompare> compares, int slot)
    {
        for (var i = 0; i < compares.Count; i++)
        {
            if (!CompareEvaluator.Holds(compares[i], state.Read(slot + i, out _)))
            {
                return false;
            }
        }

        return true;
    }

    private Fault? Run(
        TableOperation operation,
        ReadOnlySpan<byte> pKey,
        long hash,
        ref EvaluationStep step,
        out OperationResult result)
    {
        var fault = operation switch
        {
            PutOperation put => _points.Put(put, ref step, out result),
            ImportOperation import => _points.Import(import, ref step, out result),
            GetOperation get => _points.Get(get, ref step, out result),
            DeleteOperation delete => _points.Delete(delete, ref step, out result),
            IncrementOperation increment => _points.Increment(increment, ref step, out result),
            RangeOperation read => _intervals.Range(read, WritePrefix(pKey, hash), ref step, out result),
            DeleteRangeOperation deleteRange => _intervals.DeleteRange(
                deleteRange, WritePrefix(pKey, hash), ref step, out result),
            _ => throw new InvalidOperationException("An operation is of no known kind."),
        };
        return fault ?? CheckSizes(step);
    }

    private Fault? CheckSizes(in EvaluationStep step) =>
        step.ResultSizeBytes <= SizeMaxBytes && state.Scratch.SizeBytes <= SizeMaxBytes ? null : TooLarge();

    /// <summary>The fault of a transaction that holds too much.</summary>
    public static Fault TooLarge() => Faults.TooLarge(
        "results",
        SizeMaxBytes,
        $"The transaction reads, writes or replaces more than {SizeMaxBytes} bytes of keys and values: divide it.");

    private void GatherAll(IReadOnlyList<TableOperation> operations, ReadOnlySpan<byte> prefix)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            switch (operations[i])
            {
                case PutOperation put:
                    state.Points.Add(prefix, put.LKey.Span, put.ReturnPrevious || range.KeepPreviousValues);
                    break;
                case GetOperation get:
                    state.Points.Add(prefix, get.LKey.Span, needsValue: true);
                    break;
                case DeleteOperation delete:
                    state.Points.Add(prefix, delete.LKey.Span, delete.ReturnPrevious || range.KeepPreviousValues);
                    break;
                case ImportOperation import:
                    state.Points.Add(prefix, import.Entry.LKey.Span, range.KeepPreviousValues);
                    break;
                case IncrementOperation increment:
                    state.Points.Add(prefix, increment.LKey.Span, needsValue: false);
                    break;
                default:
                    state.Points.AddEmpty();
                    break;
            }
        }
    }

    private ReadOnlySpan<byte> WritePrefix(ReadOnlySpan<byte> pKey, long hash)
    {
        var length = IndexKey.PrefixLength(range.KeyType, pKey);
        if (length > _prefix.Length)
        {
            _prefix = new byte[length * 2];
        }

        return _prefix.AsSpan(0, IndexKey.WritePrefix(range.KeyType, hash, pKey, _prefix));
    }
}
