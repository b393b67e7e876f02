using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Makes an empty journal.</summary>
internal sealed class CreateOperation(RangeTable ranges, RangeId id, Guid journalId) : LogOperation
{
    private RangeLog? _made;

    protected override Exception? Write(FrameBuilder frame)
    {
        if (ranges.Find(id) is { } existing)
        {
            return existing.JournalId == journalId && existing.WriteEpoch != RangeLog.DeletedEpoch
                ? null
                : new InvalidOperationException(
                    $"Range {id} already has the journal {existing.JournalId}, or it is being deleted.");
        }

        _made = new RangeLog(id, journalId);
        ranges.Add(_made);
        frame.AddControl(new LogEntry { Kind = LogEntryKind.Create, Range = id, JournalId = journalId });
        return null;
    }

    protected override void Commit()
    {
        if (_made is { } range)
        {
            lock (range.Gate)
            {
                range.IsCreated = true;
            }
        }
    }

    protected override void Undo()
    {
        if (_made is not null)
        {
            ranges.Remove(_made);
        }
    }
}

/// <summary>Allots an epoch and fences all older owners.</summary>
internal sealed class OpenOperation(RangeTable ranges, RangeId id, Guid journalId) : LogOperation
{
    /// <summary>The range; set when the operation is done.</summary>
    public RangeLog? Range { get; private set; }

    /// <summary>The epoch that was allotted.</summary>
    public long Epoch { get; private set; }

    /// <summary>The last record that the new owner finds.</summary>
    public long LastLsn { get; private set; }

    /// <summary>Whether the journal has no record yet.</summary>
    public bool IsEmpty { get; private set; }

    protected override Exception? Write(FrameBuilder frame)
    {
        var range = ranges.Find(id);
        if (range is null || range.JournalId != journalId || range.WriteEpoch == RangeLog.DeletedEpoch)
        {
            return Faults.RangeUnavailable(id, $"this store has no journal {journalId} of it.").ToException();
        }

        Range = range;
        Epoch = ++range.WriteEpoch;
        frame.AddControl(new LogEntry { Kind = LogEntryKind.Open, Range = id, JournalId = journalId, Epoch = Epoch });
        return null;
    }

    protected override void Commit()
    {
        lock (Range!.Gate)
        {
            Range.Epoch = Epoch;
            LastLsn = Range.LastLsn;
            IsEmpty = Range.LastLsn < Range.FirstLsn;
        }
    }

    protected override void Undo()
    {
        // Everything else of the frame failed too, so that the durable epoch is the last one again.
        if (Range is { } range && range.WriteEpoch != RangeLog.DeletedEpoch)
        {
            range.WriteEpoch = range.Epoch;
        }
    }
}

/// <summary>Marks a range as to be removed; nothing can be appended any more.</summary>
internal sealed class DeleteOperation(RangeLog range) : LogOperation
{
    private long _epochBefore;

    protected override Exception? Write(FrameBuilder frame)
    {
        _epochBefore = range.WriteEpoch;
        if (range.WriteEpoch != RangeLog.DeletedEpoch)
        {
            range.WriteEpoch = RangeLog.DeletedEpoch;
            frame.AddControl(
                new LogEntry { Kind = LogEntryKind.Delete, Range = range.Range, JournalId = range.JournalId });
        }

        return null;
    }

    protected override void Commit()
    {
        lock (range.Gate)
        {
            range.SetDeleting();
        }
    }

    protected override void Undo() => range.WriteEpoch = _epochBefore;
}

/// <summary>States that a deleted range's files are gone.</summary>
internal sealed class DeleteDoneOperation(RangeTable ranges, RangeLog range) : LogOperation
{
    protected override Exception? Write(FrameBuilder frame)
    {
        frame.AddControl(
            new LogEntry { Kind = LogEntryKind.DeleteDone, Range = range.Range, JournalId = range.JournalId });
        return null;
    }

    protected override void Commit() => ranges.Remove(range);
}

/// <summary>States that records are durable in segments, so that the commit log need not keep them.</summary>
internal sealed class CopiedOperation(RangeLog range, SegmentState segments) : LogOperation
{
    private bool _isWritten;

    protected override Exception? Write(FrameBuilder frame)
    {
        // A deleted range is past telling; its records in the log are needed no more.
        if (range.WriteEpoch != RangeLog.DeletedEpoch)
        {
            _isWritten = true;
            frame.AddControl(new LogEntry { Kind = LogEntryKind.Copied, Range = range.Range, Segments = segments });
        }

        return null;
    }

    protected override void Commit()
    {
        if (!_isWritten)
        {
            return;
        }

        Action? whenRolled = null;
        lock (range.Gate)
        {
            whenRolled = segments.Number == range.Segments.Number ? null : range.WhenRolled;
            range.SetCopied(segments);
        }

        whenRolled?.Invoke();
    }
}

/// <summary>Gives up the records below an Lsn: the commit log and the segments need not keep them.</summary>
internal sealed class TrimOperation(RangeLog range, long epoch, long belowLsn) : LogOperation
{
    private long _firstLsn;

    protected override Exception? Write(FrameBuilder frame)
    {
        if (range.WriteEpoch != epoch)
        {
            return Faults.RangeUnavailable(
                range.Range, $"the owner of epoch {epoch} was fenced by a newer one, or the range was deleted.")
                .ToException();
        }

        lock (range.Gate)
        {
            // Only what is durable can be given up; then the trim says that it was.
            var firstLsn = Math.Min(belowLsn, range.LastLsn + 1);
            _firstLsn = firstLsn > range.FirstLsn ? firstLsn : 0;
        }

        if (_firstLsn != 0)
        {
            frame.AddControl(new LogEntry
            {
                Kind = LogEntryKind.Trim,
                Range = range.Range,
                JournalId = range.JournalId,
                FirstLsn = _firstLsn,
            });
        }

        return null;
    }

    protected override void Commit()
    {
        lock (range.Gate)
        {
            range.SetTrimmed(_firstLsn);
        }
    }
}

/// <summary>Makes the present durable position itself durable.</summary>
internal sealed class MarkOperation : LogOperation
{
    protected override Exception? Write(FrameBuilder frame)
    {
        frame.IsWanted = true;
        return null;
    }
}
