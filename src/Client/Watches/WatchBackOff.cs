namespace Orleans.TableService.Client;

/// <summary>
/// How long a watch that lost the server waits before it comes back: as long as a call would, less a part by chance.
/// Watches lose a server all at once; without that they would all come to the next one in the same moment, too.
/// </summary>
/// <param name="calls">Tells how long a call would wait.</param>
/// <param name="time">The clock.</param>
/// <param name="random">The chance; nobody else's.</param>
internal sealed class WatchBackOff(Calls calls, TimeProvider time, Random random)
{
    private int _tries;

    /// <summary>The server is there: the next wait is a short one.</summary>
    public void Reset() => _tries = 0;

    /// <summary>Waits before the next attempt.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        ClientTelemetry.Retries.Add(1);
        return Task.Delay(Next(), time, cancellationToken);
    }

    /// <summary>The next wait: at least half of a call's, at most all of it.</summary>
    public TimeSpan Next() => calls.DelayOf(_tries++) * (1 - (random.NextDouble() / 2));
}
