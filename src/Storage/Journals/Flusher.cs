using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>The one thread that writes the commit log: all that waits becomes one frame and one flush.</summary>
/// <remarks>
/// Fences are raised and groups acknowledged by this thread alone, which is what makes "the fence still equals the epoch
/// after the flush" one step with the acknowledgement.
/// </remarks>
internal sealed class Flusher : IDisposable
{
    private const int FrameSizeMaxBytes = 8 << 20;

    private readonly CommitLogWriter _writer;
    private readonly LogFiles _files;
    private readonly RangeTable _ranges;
    private readonly WorkQueue _queue = new();
    private readonly FrameBuilder _frame = new();
    private readonly MarkTimer _markTimer;
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private LogPosition _lastWork;
    private volatile Exception? _error;

    public Flusher(CommitLogWriter writer, LogFiles files, RangeTable ranges, TimeProvider time, TimeSpan markDelay)
    {
        _writer = writer;
        _files = files;
        _ranges = ranges;
        _markTimer = new MarkTimer(time, markDelay, _queue.Awaken);
        _thread = new Thread(Run) { Name = "commit log flusher", IsBackground = true };
    }

    /// <summary>Completes with the error that ended the store.</summary>
    public Task<Exception> Failure => _failure.Task;

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
        while (_queue.Take(out var work))
        {
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
        var count = error is null ? Build(work) : work.Length;
        long frameOffset = 0;
        if (error is null && _frame.EntryCount > 0)
        {
            error = TryWrite(ref frameOffset);
            _lastWork = _writer.Durable;
            _markTimer.Touch();
        }

        for (var i = 0; i < count; i++)
        {
            Complete(ref work[i], frameOffset, error);
        }

        return count;
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

    private TableException? TryWrite(ref long frameOffset)
    {
        try
        {
            if (!_writer.HasRoom(_frame) && TryRoll() is { } noRoom)
            {
                return noRoom;
            }

            frameOffset = _writer.WriteFlushed(_frame);
            return null;
        }
        catch (Exception e)
        {
            // What the disk has is unknown now, and asking it again would not tell: nothing more is acknowledged.
            return Fail(e);
        }
    }

    // No room for another file leaves everything as it was: what waits was not written, and the store goes on.
    private TableException? TryRoll()
    {
        var link = _writer.Link;
        var start = _writer.BuildStart(link, _ranges.Catalog());
        LogFile file;
        try
        {
            file = _files.Take(_writer, start, _frame.PaddedLength);
        }
        catch (IOException e)
        {
            return Faults.ResourceExhausted(
                "disk", $"There is no room for the next file of the commit log ({e.Message}): free disk space.").ToException();
        }

        _writer.Start(file, link, start);
        _files.Add(file);
        return null;
    }

    private void Complete(ref QueuedWork item, long frameOffset, Exception? error)
    {
        try
        {
            Tell(ref item, frameOffset, error);
        }
        catch (Exception e)
        {
            // A completion that throws, or an invariant that does not hold, must not end the thread that others wait for.
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
            item.Operation.Complete();
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
        TryWrite(ref offset);
    }

    private static TableException Unknown(Exception error) =>
        Faults.UnknownOutcome($"the journal store failed: {error.Message}").ToException();
}
