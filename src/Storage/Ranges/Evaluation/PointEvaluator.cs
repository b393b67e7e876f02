using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>The operations on one key.</summary>
internal sealed class PointEvaluator(BatchState state)
{
    private const long Absent = -1;

    public Fault? Put(PutOperation put, ref EvaluationStep step, out OperationResult result)
    {
        result = null!;
        var before = state.Read(step.Slot, out var borrowed);
        if (!IsExpected(put.ExpectedVersion, put.ExpectedRevision, before))
        {
            return ConditionFailed(step, before);
        }

        if (before is { Exists: true, Value.IsNumber: true })
        {
            return Faults.WrongValueType(step.Index, holdsNumber: true);
        }

        var now = Next(before, step.Lsn, new TableValue(put.Value));
        state.Scratch.Write(state.Points.Key(step.Slot), put.LKey, before, now);
        result = new PutResult
        {
            Version = now.Version,
            Previous = put.ReturnPrevious ? Entry(before, borrowed, put.LKey, ref step) : null,
        };
        return null;
    }

    public Fault? Get(GetOperation get, ref EvaluationStep step, out OperationResult result)
    {
        var now = state.Read(step.Slot, out var borrowed);
        result = new GetResult { Entry = Entry(now, borrowed, get.LKey, ref step) };
        return null;
    }

    public Fault? Delete(DeleteOperation delete, ref EvaluationStep step, out OperationResult result)
    {
        result = null!;
        var before = state.Read(step.Slot, out var borrowed);
        if (!IsExpected(delete.ExpectedVersion, delete.ExpectedRevision, before))
        {
            return ConditionFailed(step, before);
        }

        if (before.Exists)
        {
            state.Scratch.Write(state.Points.Key(step.Slot), delete.LKey, before, default);
        }

        result = new DeleteResult
        {
            Deleted = before.Exists,
            Previous = delete.ReturnPrevious ? Entry(before, borrowed, delete.LKey, ref step) : null,
        };
        return null;
    }

    public Fault? Increment(IncrementOperation increment, ref EvaluationStep step, out OperationResult result)
    {
        result = null!;
        var before = state.Read(step.Slot, out _);
        if (before is { Exists: true, Value.IsNumber: false })
        {
            return Faults.WrongValueType(step.Index, holdsNumber: false);
        }

        var stored = before.Value.Number;
        var total = unchecked(stored + increment.Amount);
        if (((stored ^ total) & (increment.Amount ^ total)) < 0)
        {
            return Faults.NumberOverflow(step.Index, stored, increment.Amount);
        }

        var now = Next(before, step.Lsn, new TableValue(total));
        state.Scratch.Write(state.Points.Key(step.Slot), increment.LKey, before, now);
        result = new IncrementResult { Total = total, Version = now.Version };
        return null;
    }

    /// <summary>Writes an entry as it was; again is no error, but nothing else is overwritten.</summary>
    public Fault? Import(ImportOperation import, ref EvaluationStep step, out OperationResult result)
    {
        result = new PutResult { Version = import.Entry.Version };
        var before = state.Read(step.Slot, out _);
        var entry = import.Entry;
        if (before.Exists && before.ModRevision == entry.ModRevision)
        {
            return null;
        }

        if (before.Exists)
        {
            return ConditionFailed(step, before);
        }

        if (entry.ModRevision >= step.Lsn)
        {
            return Faults.InvalidRequest(
                "revision", "The table was written to before: a backup is restored into a new one.");
        }

        var now = new EntryState
        {
            Exists = true,
            Value = entry.Value,
            CreateRevision = entry.CreateRevision,
            ModRevision = entry.ModRevision,
            Version = entry.Version,
            LeaseId = import.LeaseId,
            ExpiresAtMs = import.ExpiresAtMs,
        };
        state.Scratch.Write(state.Points.Key(step.Slot), entry.LKey, before, now);
        return null;
    }

    private static EntryState Next(in EntryState before, long lsn, in TableValue value) => new()
    {
        Exists = true,
        Value = value,
        CreateRevision = before.Exists ? before.CreateRevision : lsn,
        ModRevision = lsn,
        Version = before.Exists ? before.Version + 1 : 0,
    };

    private static bool IsExpected(long? version, long? revision, in EntryState before) =>
        (version is null || version == (before.Exists ? before.Version : Absent))
        && (revision is null || revision == (before.Exists ? before.ModRevision : Absent));

    private static Fault ConditionFailed(in EvaluationStep step, in EntryState before) => Faults.ConditionFailed(
        step.Index,
        before.Exists ? before.Version : Absent,
        before.Exists ? before.ModRevision : Absent);

    // A reply must neither change with a caller's buffer or a layer's, which is used again, nor keep a whole group in
    // memory.
    private static TableEntry? Entry(
        in EntryState entry, bool borrowed, ReadOnlyMemory<byte> lKey, ref EvaluationStep step)
    {
        if (!entry.Exists)
        {
            return null;
        }

        step.ResultSizeBytes += entry.Value.Bytes.Length;
        return (borrowed ? entry.WithOwnValue() : entry).ToEntry(lKey);
    }
}
