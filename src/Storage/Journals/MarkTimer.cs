namespace Orleans.TableService.Storage.Journals;

/// <summary>Tells the flusher that nothing has followed its last flush for a while.</summary>
/// <remarks>
/// One timer that is armed only while something is unmarked; under load it fires once per delay and is put off, instead
/// of being set by every flush.
/// </remarks>
internal sealed class MarkTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
    private long _lastFlush;
    private bool _isArmed;
    private volatile bool _hasFired;

    public MarkTimer(TimeProvider time, TimeSpan delay, Action fired)
    {
        _time = time;
        _delay = delay;
        _timer = time.CreateTimer(
            _ =>
            {
                _hasFired = true;
                fired();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>A flush took place that no mark covers.</summary>
    public void Touch() => _lastFlush = _time.GetTimestamp();

    /// <summary>Whether the mark is to be written now; arms the timer if not. Flusher only.</summary>
    public bool IsDue()
    {
        var rest = _delay - _time.GetElapsedTime(_lastFlush);
        if (rest <= TimeSpan.Zero)
        {
            return true;
        }

        if (!_isArmed || _hasFired)
        {
            _isArmed = true;
            _hasFired = false;
            _timer.Change(rest, Timeout.InfiniteTimeSpan);
        }

        return false;
    }

    public void Dispose() => _timer.Dispose();
}
