namespace Orleans.TableService.Storage.Threads;

/// <summary>Gives a signal some time after it was asked for; asked again before that, it is the same one.</summary>
/// <param name="threads">Where the signal is given.</param>
/// <param name="delay">
/// The time, the same for all signals of these threads; without it the signal is given at once.
/// </param>
/// <param name="signal">The signal.</param>
internal sealed class DelayedSignal(StorageThreads threads, TimeSpan delay, Action signal) : IStorageWork
{
    private int _isAsked;

    /// <summary>Asks for the signal. Safe for use by many threads.</summary>
    public void Schedule()
    {
        if (delay == TimeSpan.Zero)
        {
            signal();
        }
        else if (Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            threads.ScheduleLater(this, delay);
        }
    }

    /// <inheritdoc/>
    public void Run()
    {
        Volatile.Write(ref _isAsked, 0);
        signal();
    }
}
