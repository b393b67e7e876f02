using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>
/// A change of the store's state that goes through the commit log beside the groups. Run by the flusher.
/// </summary>
internal abstract class LogOperation
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _refusal;

    /// <summary>Completes when the operation is durable.</summary>
    public Task Done => _done.Task;

    /// <summary>Adds the operation to a frame, unless it is refused or already done.</summary>
    public void Prepare(FrameBuilder frame) => _refusal = Write(frame);

    /// <summary>The frame is durable.</summary>
    /// <param name="file">The file that it is in.</param>
    /// <param name="frameOffset">Where it begins.</param>
    public void Complete(LogFile file, long frameOffset)
    {
        if (_refusal is not null)
        {
            _done.TrySetException(_refusal);
            return;
        }

        Commit(file, frameOffset);
        _done.TrySetResult();
    }

    /// <summary>The frame was not written, or it is not known what the disk has.</summary>
    public void Fail(Exception error)
    {
        if (_refusal is null)
        {
            Undo();
        }

        _done.TrySetException(_refusal ?? error);
    }

    /// <summary>Adds entries to the frame, or nothing if there is nothing to do.</summary>
    /// <returns>Why the operation cannot be done; <see langword="null"/> if it can.</returns>
    protected abstract Exception? Write(FrameBuilder frame);

    /// <summary>Takes effect in memory.</summary>
    protected virtual void Commit()
    {
    }

    /// <summary>Takes effect in memory, where the place of the frame matters.</summary>
    protected virtual void Commit(LogFile file, long frameOffset) => Commit();

    /// <summary>Takes back what <see cref="Write"/> changed in memory.</summary>
    protected virtual void Undo()
    {
    }
}
