using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>The one thread that writes the commit log: all that waits becomes one frame and one flush.</summary>
/// <remarks>
/// Fences are raised and groups acknowledged by this thread alone, which is what makes "the fence still equals the
/// epoch after the flush" one step with the acknowledgement.
/// </remarks>
internal sealed class Flusher : IDisposable
{
    private const int FrameSizeMaxBytes = 8 << 20;

    // As long as two flushes take on a fast disk. Where one takes longer, much gathers without it.
    private static readonly TimeSpan Gathers = TimeSpan.FromMicroseconds(250);

    private readonly CommitLogWriter _writer;
    private readonly OpenedLog _log;
    private readonly Housekeeper _housekeeper;
    private readonly RoomGuard _room;
    private readonly WorkQueue _queue = new(Gathers, static () => ThreadPool.PendingWorkItemCount > 0);
    private readonly FrameBuilder _frame = new();
    private readonly FrameBuilder _urgentFrame = new();
    private readonly MarkTimer _markTimer;
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private LogPosition _lastWork;
    private volatile Exception? _error;

    public Flusher(OpenedLog log, Housekeeper housekeeper, StorageOptions options, TimeProvider time)
    {
        _writer = log.Writer;
        _log = log;
        _housekeeper = housekeeper;
        _room = new RoomGuard(log.Files, housekeeper, _queue, options, WriteUrgent);
        _markTimer = new MarkTimer(time, options.DurableMarkDelay, _queue.Awaken);
        _thread = new Thread(Run) { Name = "commit log flusher", IsBackground = true };
    }

    /// <summary>Completes with the error that ended the store.</summary>
    public Task<Exception> Failure => _failure.Task;

    /// <summary>Why nothing new is to be appended just now; <see langword="null"/> normally.</summary>
    public Fault? WriteRefusal => _room.WriteRefusal;

    /// <summary>Whether the store has failed: nothing more is acknowledged.</summary>
    public bool HasFailed => _error is not null;

    public void Start() => _thread.Start();

    /// <summary>Queues a group or an operation. Its completion is called by the flusher's thread.</summary>
    public void Add(in QueuedWork work) => _queue.Add(work);

    /// <summary>Queues an operation.</summary>
    public Task RunAsync(LogOperation operation)
    {
        Add(new QueuedWork { Operation = operation });
        return operation.Done;
    }

    /// <summary>Queues an operation that frees room in the log.</summary>
    public Task RunUrgentAsync(LogOperation operation)
    {
        _queue.Add(new QueuedWork { Operation = operation }, isUrgent: true);
        return operation.Done;
    }

    /// <summary>Room may have become free.</summary>
    public void Awaken() => _queue.Awaken();

    /// <summary>Finishes what is queued, writes the last mark and ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _markTimer.Dispose();
    }

    private void Run()
    {
        while (_queue.Take(out var work, out var urgent))
        {
            if (urgent.Count > 0)
            {
                WriteUrgent(urgent);
            }

            while (!work.IsEmpty)
            {
                work = work[ProcessSome(work)..];
            }

            WriteMarkIfDue(isClosing: false);
        }

        WriteMarkIfDue(isClosing: true);
    }

    /// <summary>Makes one frame of as much as fits.</summary>
    /// <returns>How many pieces of work were done with.</returns>
    private int ProcessSome(Span<QueuedWork> work)
    {
        var error = _error is null ? null : Unknown(_error);
        var count = work.Length;
        long frameOffset = 0;
        if (error is null)
        {
            error = TryBuild(work, ref count);
        }

        if (error is null && _frame.IsWanted)
        {
            error = TryWrite(_frame, ref frameOffset, mayWait: true);
            _lastWork = _writer.Durable;
            _markTimer.Touch();
        }

        for (var i = 0; i < count; i++)
        {
            Complete(ref work[i], frameOffset, error);
        }

        _room.Pace(_frame.PaddedLength);
        return count;
    }

    private TableException? TryBuild(Span<QueuedWork> work, ref int count)
    {
        try
        {
            count = Build(work);
            return null;
        }
        catch (Exception e)
        {
            return Fail(e);
        }
    }

    private int Build(Span<QueuedWork> work)
    {
        _frame.Begin(FrameKind.Group);
        var count = 0;
        while (count < work.Length && (count == 0 || _frame.Length < FrameSizeMaxBytes))
        {
            ref var item = ref work[count++];
            if (item.Operation is { } operation)
            {
                operation.Prepare(_frame);
            }
            else
            {
                item.Owner!.Prepare(_frame, ref item);
            }
        }

        return count;
    }

    private TableException? TryWrite(FrameBuilder frame, ref long frameOffset, bool mayWait)
    {
        try
        {
            if (!_writer.HasRoom(frame) && TryMakeRoom(frame, mayWait) is { } noRoom)
            {
                return noRoom;
            }

            frameOffset = _writer.WriteFlushed(frame);
            if (_writer.IsHalfFull)
            {
                _housekeeper.RequestSpare();
            }

            return null;
        }
        catch (Exception e)
        {
            // What the disk has is unknown now, and asking it again would not tell: nothing more is acknowledged.
            return Fail(e);
        }
    }

    private TableException? TryMakeRoom(FrameBuilder frame, bool mayWait)
    {
        var hasRoom = !mayWait || _room.TryWait();
        if (_error is { } failed)
        {
            // What was urgent has failed meanwhile: behind it nothing can be found again.
            return Unknown(failed);
        }

        if (!hasRoom)
        {
            return Faults.ResourceExhausted(
                "commit log",
                "The commit log is full, for its records cannot be copied out of it: see the log for the reason.")
                .ToException();
        }

        // What was urgent may have begun a file meanwhile.
        return _writer.HasRoom(frame) ? null : TryRoll(frame.PaddedLength);
    }

    // No room for another file leaves everything as it was: what waits was not written, and the store goes on.
    private TableException? TryRoll(long frameSizeBytes)
    {
        var link = _writer.Link;
        var start = _writer.BuildStart(link, _log.Ranges.Catalog());
        LogFile file;
        try
        {
            file = _log.Files.Take(_writer, start, frameSizeBytes);
        }
        catch (IOException e)
        {
            return Faults.ResourceExhausted(
                "disk", $"There is no room for the next file of the commit log ({e.Message}): free disk space.")
                .ToException();
        }

        _writer.Start(file, link, start);
        _log.Files.Add(file);
        _housekeeper.FileAdded();
        return null;
    }

    private void WriteUrgent(List<QueuedWork> work)
    {
        long offset = 0;
        var error = _error is null ? TryWriteUrgent(work, ref offset) : Unknown(_error);
        for (var i = 0; i < work.Count; i++)
        {
            var item = work[i];
            Complete(ref item, offset, error);
        }
    }

    private TableException? TryWriteUrgent(List<QueuedWork> work, ref long offset)
    {
        _urgentFrame.Begin(FrameKind.Group);
        foreach (var item in work)
        {
            item.Operation!.Prepare(_urgentFrame);
        }

        return _urgentFrame.IsWanted ? TryWrite(_urgentFrame, ref offset, mayWait: false) : null;
    }

    private void Complete(ref QueuedWork item, long frameOffset, Exception? error)
    {
        try
        {
            Tell(ref item, frameOffset, error);
        }
        catch (Exception e)
        {
            // A completion that throws, or an invariant that does not hold, must not end the thread that all wait for.
            Fail(e);
        }
    }

    private TableException Fail(Exception error)
    {
        _error ??= error;
        _failure.TrySetResult(error);
        return Unknown(error);
    }

    private void Tell(ref QueuedWork item, long frameOffset, Exception? error)
    {
        if (item.Operation is null)
        {
            item.Owner!.Complete(ref item, _writer, frameOffset, error);
        }
        else if (error is null)
        {
            item.Operation.Complete(_writer.Active, frameOffset);
        }
        else
        {
            item.Operation.Fail(error);
        }
    }

    private void WriteMarkIfDue(bool isClosing)
    {
        if (_error is not null || _lastWork <= _writer.Marked)
        {
            return;
        }

        if (!isClosing && !_markTimer.IsDue())
        {
            return;
        }

        _frame.Begin(FrameKind.Group);
        long offset = 0;
        TryWrite(_frame, ref offset, mayWait: false);
    }

    private static TableException Unknown(Exception error) =>
        Faults.UnknownOutcome($"the journal store failed: {error.Message}").ToException();
}
