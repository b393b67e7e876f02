using Orleans.Storage;

namespace Orleans.TableService.Compat;

/// <summary>One call: its arguments (in derived classes), its place, and the task that its caller awaits.</summary>
/// <typeparam name="TResult">What the caller gets; <see cref="NoResult"/> for none.</typeparam>
internal abstract class GrainRequest<TResult> : TaskCompletionSource<TResult>, IGrainRequest
{
    private Task? _running;
    private CancellationTokenRegistration _cancellation;

    // The caller's continuation must not run inside the grain's turn.
    protected GrainRequest()
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
    }

    public GrainMethod Method { get; set; } = null!;

    public Activation? Target { get; set; }

    public bool IsAnswered => Task.IsCompleted;

    public long DeadlineMilliseconds { get; set; }

    public int Slot { get; set; } = -1;

    /// <summary>Calls the method of the grain object; in the grain's turn.</summary>
    public abstract Task Invoke(object grain);

    public virtual void CopyArguments(MessageCopier copier)
    {
    }

    /// <summary>Lets the caller go when its token is cancelled, without waiting for the grain.</summary>
    public void GiveUpOn(CancellationToken cancellationToken)
        => _cancellation = cancellationToken.UnsafeRegister(
            static (state, token) => ((GrainRequest<TResult>)state!).TrySetCanceled(token), this);

    public void Run()
    {
        if (IsAnswered)
        {
            // Nobody waits any more, and nothing of it has run: drop it.
            End(null);
            return;
        }

        Task running;
        try
        {
            running = Invoke(Target!.GrainInstance!)
                ?? throw new InvalidOperationException($"{Method.Name} returned null instead of a task.");
        }
#pragma warning disable CA1031 // Whatever the grain throws goes to its caller.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            running = System.Threading.Tasks.Task.FromException(exception);
        }

        _running = running;
        if (running.IsCompleted)
        {
            Complete();
        }
        else
        {
            running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Complete);
        }
    }

    public void Fail(Exception exception)
    {
        if (TrySetException(exception) && Method.IsOneWay)
        {
            _ = Task.Exception;
        }

        Detach();
    }

    private void Complete()
    {
        var running = _running!;
        var failure = running.IsCompletedSuccessfully || running.IsCanceled
            ? null
            : running.Exception!.InnerExceptions[0];
        End(failure);
        if (failure is not null)
        {
            Fail(failure);
        }
        else if (running.IsCanceled)
        {
            TrySetCanceled(new TaskCanceledException(running).CancellationToken);
            Detach();
        }
        else
        {
            Answer(running);
        }
    }

    private void Answer(Task running)
    {
        var result = typeof(TResult) == typeof(NoResult) ? default! : ((Task<TResult>)running).Result;
        if (typeof(TResult) != typeof(NoResult) && Target!.Runtime.Copier is { } copier)
        {
            try
            {
                result = copier.Copy(result);
            }
#pragma warning disable CA1031 // A reply that cannot cross is the caller's failure.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Fail(exception);
                return;
            }
        }

        TrySetResult(result);
        Detach();
    }

    private void End(Exception? failure)
    {
        Target!.RequestEnded(this);
        if (failure is InconsistentStateException)
        {
            // As upstream: an activation whose state is not the stored one is of no further use.
            Target.Deactivate(
                new(DeactivationReasonCode.ApplicationError, failure, "Its stored state was changed by another."));
        }
    }

    private void Detach()
    {
        _cancellation.Dispose();
        if (Slot >= 0)
        {
            Target?.Runtime.Pending.Untrack(this);
        }
    }
}
