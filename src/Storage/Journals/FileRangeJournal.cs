using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>One ownership of a range's journal in the file store.</summary>
internal sealed class FileRangeJournal : IRangeJournal
{
    private const int GroupSizeMaxBytes = 256 << 20;

    private readonly Flusher _flusher;
    private readonly Housekeeper _housekeeper;
    private readonly SegmentDirectory _segments;
    private readonly RangeLog _range;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _queuedLsn;
    private long _lastLsn;
    private bool _isEmpty;
    private int _pending;
    private bool _isDisposed;
    private long _preparedLsn;
    private volatile Exception? _error;

    public FileRangeJournal(Flusher flusher, Housekeeper housekeeper, SegmentDirectory segments, OpenOperation opened)
    {
        _flusher = flusher;
        _housekeeper = housekeeper;
        _segments = segments;
        _range = opened.Range!;
        Epoch = opened.Epoch;
        _lastLsn = _queuedLsn = _preparedLsn = opened.LastLsn;
        _isEmpty = opened.IsEmpty;
    }

    public RangeId Range => _range.Range;

    public Guid JournalId => _range.JournalId;

    public long Epoch { get; }

    public long FirstLsn
    {
        get
        {
            lock (_range.Gate)
            {
                return _range.FirstLsn;
            }
        }
    }

    // What this owner found and wrote: a newer owner's records must not shift the Lsns that it gives.
    public long LastLsn => Volatile.Read(ref _lastLsn);

    public long SizeBytes
    {
        get
        {
            lock (_range.Gate)
            {
                return Math.Max(0, _range.Segments.TotalSizeBytes - _range.SegmentStarts.RemovedSizeBytes)
                    + _range.Extents.SizeBytes;
            }
        }
    }

    public bool IsTrimmed
    {
        get
        {
            lock (_range.Gate)
            {
                return _range.IsTrimmed;
            }
        }
    }

    public TimeSpan SegmentAgeMax
    {
        set
        {
            lock (_range.Gate)
            {
                _range.SegmentAgeMax = value;
            }
        }
    }

    public Action? WhenRolled
    {
        set
        {
            lock (_range.Gate)
            {
                // A newer owner has its own.
                _range.WhenRolled = _range.Epoch == Epoch ? value : _range.WhenRolled;
            }
        }
    }

    public bool IsFenced => _error is not null || _range.Epoch != Epoch || _range.IsDeleting || _flusher.HasFailed;

    public Fault? WriteRefusal => _flusher.WriteRefusal ?? _housekeeper.CopyRefusal(_range);

    public void Append(RecordGroup group, IAppendCompletion completion)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(completion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(group.Bytes.Length, GroupSizeMaxBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(group.Bytes.Length, RecordGroup.RecordHeaderSizeBytes);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (group.FirstLsn != _queuedLsn + 1 && !(_isEmpty && group.FirstLsn > _queuedLsn))
            {
                throw new ArgumentException(
                    $"The group begins at Lsn {group.FirstLsn}, but the last one ended at {_queuedLsn}.",
                    nameof(group));
            }

            // Inside the lock: the queue has the order of the Lsns.
            _flusher.Add(new QueuedWork { Owner = this, Group = group, Completion = completion });
            _queuedLsn = group.LastLsn;
            _isEmpty = false;
            _pending++;
        }
    }

    public IJournalReader OpenReader(long fromLsn)
    {
        var first = FirstLsn;
        return fromLsn < first
            ? throw Faults.RevisionCompacted(fromLsn, first).ToException()
            : new FileJournalReader(_range, _segments, fromLsn);
    }

    public IReadOnlyList<JournalCut> ListCuts()
    {
        lock (_range.Gate)
        {
            var removed = _range.SegmentStarts.RemovedSizeBytes;
            return [.. _range.SegmentStarts.All
                .Where(start => start.Previous.LastLsn >= _range.FirstLsn)
                .Select(start => new JournalCut(
                    start.Previous.LastLsn + 1,
                    start.Previous.TotalSizeBytes - removed,
                    start.BegunAtMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(start.BegunAtMs)))];
        }
    }

    public async Task TrimAsync(long belowLsn, CancellationToken cancellationToken)
    {
        await _flusher.RunUrgentAsync(new TrimOperation(_range, Epoch, belowLsn))
            .WaitAsync(cancellationToken).ConfigureAwait(false);

        // Without a mark behind it, damage to the trim point could pass for a tear, and what is
        // removed would be missed.
        await _flusher.RunUrgentAsync(new MarkOperation()).WaitAsync(cancellationToken).ConfigureAwait(false);
        await _housekeeper.RemoveTrimmedAsync(_range).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            if (_pending == 0)
            {
                _drained.TrySetResult();
            }
        }

        await _drained.Task.ConfigureAwait(false);
    }

    /// <summary>Adds a group to the frame, unless this owner is fenced. Flusher only.</summary>
    internal void Prepare(FrameBuilder frame, ref QueuedWork work)
    {
        if (_error is not null || _range.WriteEpoch != Epoch)
        {
            // Later groups of this owner must not be written behind one that is missing.
            _error ??= Fenced();
            return;
        }

        var group = work.Group!;
        var entry = new LogEntry
        {
            Kind = LogEntryKind.Data,
            Range = _range.Range,
            Epoch = Epoch,
            FirstLsn = group.FirstLsn,
            PreviousLsn = _preparedLsn,
            Count = group.Count,
        };
        work.EntryOffset = frame.AddData(entry, group.Bytes.Span);
        work.EntryLength = frame.Length - work.EntryOffset;
        _preparedLsn = group.LastLsn;
    }

    /// <summary>Acknowledges a group or tells why not. Flusher only.</summary>
    internal void Complete(ref QueuedWork work, CommitLogWriter writer, long frameOffset, Exception? error)
    {
        if (error is not null)
        {
            _error ??= error;
        }

        try
        {
            if (_error is null || (error is null && work.EntryOffset != 0))
            {
                Commit(work, writer, frameOffset);
            }
            else
            {
                work.Completion!.Failed(work.Group!, _error);
            }
        }
        finally
        {
            lock (_gate)
            {
                if (--_pending == 0 && _isDisposed)
                {
                    _drained.TrySetResult();
                }
            }
        }
    }

    private void Commit(in QueuedWork work, CommitLogWriter writer, long frameOffset)
    {
        var group = work.Group!;
        try
        {
            TakeIn(work, writer, frameOffset);
        }
        catch (Exception e)
        {
            _error ??= Faults.UnknownOutcome($"the journal of range {Range} failed: {e.Message}").ToException();
            work.Completion!.Failed(group, _error);
            throw;
        }

        Volatile.Write(ref _lastLsn, group.LastLsn);
        work.Completion!.Committed(group);
    }

    private void TakeIn(in QueuedWork work, CommitLogWriter writer, long frameOffset)
    {
        var group = work.Group!;
        lock (_range.Gate)
        {
            if (_range.Epoch != Epoch)
            {
                throw new InvalidOperationException(
                    $"Epoch {Epoch} of range {Range} was written though epoch {_range.Epoch} had fenced it.");
            }

            _range.AddGroup(new LogExtent(
                writer.Active,
                frameOffset + work.EntryOffset,
                work.EntryLength,
                _range.LastLsn,
                group.FirstLsn,
                group.LastLsn));
            _housekeeper.GroupAdded(_range);
        }
    }

    private TableException Fenced() =>
        Faults.RangeUnavailable(
            Range, $"the owner of epoch {Epoch} was fenced by a newer one, or the range was deleted.").ToException();
}
