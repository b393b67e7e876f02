namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>How long and how often one call is tried again.</summary>
internal struct Retry(CallContext context)
{
    private static readonly TimeSpan DelayMax = TimeSpan.FromMilliseconds(500);

    private long _start = context.Time.GetTimestamp();
    private TimeSpan _delay = context.Options.RetryDelay;

    /// <summary>Whether the request was surely not carried out, and may be when it is sent again.</summary>
    public static bool Helps(Fault fault) => fault.Code is FaultCode.StaleRouting or FaultCode.RangeUnavailable;

    /// <summary>Whether the time for trying is over.</summary>
    public readonly bool IsOver => context.Time.GetElapsedTime(_start) >= context.Options.RetryTimeout;

    /// <summary>Begins anew, after something went well.</summary>
    public void Reset()
    {
        _start = context.Time.GetTimestamp();
        _delay = context.Options.RetryDelay;
    }

    /// <summary>Waits before the next attempt, longer each time.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var delay = _delay;
        _delay = _delay * 2 < DelayMax ? _delay * 2 : DelayMax;
        return Task.Delay(delay, context.Time, cancellationToken);
    }
}
