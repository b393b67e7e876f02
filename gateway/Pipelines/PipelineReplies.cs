using Grpc.Core;

namespace Orleans.TableService.Gateway;

/// <summary>Results that wait to be written: those that are ready together leave in one message.</summary>
internal sealed class PipelineReplies(
    IServerStreamWriter<Wire.PipelineReply> replies,
    PipelineSession session,
    int replySizeMaxBytes)
{
    private readonly Lock _lock = new();
    private readonly AsyncSignal _signal = new();
    private readonly Queue<PipelineSlot> _ready = new();
    private readonly List<PipelineSlot> _taken = [];
    private long _takenBytes;
    private bool _isComplete;
    private bool _isStopping;

    /// <summary>Adds a result; called from any thread.</summary>
    public void Add(PipelineSlot slot)
    {
        bool wakes;
        lock (_lock)
        {
            _ready.Enqueue(slot);
            wakes = _ready.Count == 1;
        }

        if (wakes)
        {
            _signal.Set();
        }
    }

    /// <summary>Says that nothing is added any more.</summary>
    /// <param name="isStopping">Whether to tell the client that this is so because the server stops.</param>
    public void Complete(bool isStopping)
    {
        lock (_lock)
        {
            _isComplete = true;
            _isStopping = isStopping;
        }

        _signal.Set();
    }

    /// <summary>
    /// Writes until complete. When the client is gone, what is added is dropped, so that the window empties.
    /// </summary>
    public async Task WriteAllAsync(CancellationToken gone)
    {
        var reply = new Wire.PipelineReply();
        Exception? failure = null;
        while (!await TakeAsync(reply))
        {
            try
            {
                if (failure is null)
                {
                    await replies.WriteAsync(reply, CancellationToken.None);
                }
            }
            catch (Exception exception)
            {
                // The call is over: what is still in flight comes to its end unseen, and empties the window.
                failure = exception;
            }

            reply.Results.Clear();
            session.Written(_taken, _takenBytes);
        }

        if (failure is not null && !gone.IsCancellationRequested)
        {
            throw new IOException("The results of a pipeline could not be written.", failure);
        }
    }

    private async ValueTask<bool> TakeAsync(Wire.PipelineReply reply)
    {
        while (true)
        {
            lock (_lock)
            {
                Take(reply);
                if (_taken.Count > 0)
                {
                    return false;
                }

                if (_isStopping)
                {
                    _isStopping = false;
                    reply.Stopping = true;
                    return false;
                }

                if (_isComplete)
                {
                    return true;
                }
            }

            await _signal.WaitAsync();
        }
    }

    // Called under the lock.
    private void Take(Wire.PipelineReply reply)
    {
        _taken.Clear();
        _takenBytes = 0;
        long replySize = 0;
        while (_ready.TryPeek(out var next)
            && (_taken.Count == 0 || replySize + next.ResultSizeBytes <= replySizeMaxBytes))
        {
            _ready.Dequeue();
            _taken.Add(next);
            _takenBytes += next.ChargedBytes;
            replySize += next.ResultSizeBytes;
            reply.Results.Add(next.Result.Message);
        }
    }
}
