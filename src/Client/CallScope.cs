namespace Orleans.TableService.Client;

/// <summary>What may end a call before its answer: its time, or its caller.</summary>
internal readonly struct CallScope : IDisposable
{
    private readonly CancellationToken _timeout;
    private readonly CancellationTokenSource? _linked;

    /// <summary>The scope of one call with all its retries.</summary>
    /// <param name="timeout">Is cancelled when the call has lasted too long.</param>
    /// <param name="caller">The caller's own token.</param>
    public CallScope(CancellationToken timeout, CancellationToken caller)
    {
        _timeout = timeout;
        Caller = caller;
        _linked = caller.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(timeout, caller) : null;
    }

    /// <summary>The caller's own token.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Is cancelled by either.</summary>
    public CancellationToken Token => _linked?.Token ?? _timeout;

    /// <summary>Whether the time is over.</summary>
    public bool IsTimedOut => _timeout.IsCancellationRequested;

    /// <summary>Lets go of the caller's token.</summary>
    public void Dispose() => _linked?.Dispose();
}
