namespace Orleans.TableService.Client;

/// <summary>Tokens that end calls whose time is over. Calls that begin close to each other share one.</summary>
/// <remarks>
/// A call ends no earlier than its timeout and at most a tenth of it later. A deadline of gRPC's own would make a
/// timer, a header and a token source for every call on both sides, which costs an empty call a fifth of its speed.
/// Safe for use by many threads.
/// </remarks>
internal sealed class CallTimeouts(TimeSpan timeout, TimeProvider time)
{
    private const int SlicesPerTimeout = 10;

    private readonly long _sliceTicks =
        Math.Max(1, (long)(timeout.TotalSeconds * time.TimestampFrequency / SlicesPerTimeout));

    private Slice? _current;

    /// <summary>
    /// A token that is cancelled when a call that begins now has lasted its timeout, or a little later.
    /// </summary>
    public CancellationToken Begin()
    {
        var number = time.GetTimestamp() / _sliceTicks;
        var current = Volatile.Read(ref _current);
        return current is not null && current.Number == number ? current.Token : BeginSlice(number, current);
    }

    private CancellationToken BeginSlice(long number, Slice? current)
    {
        var fresh = new Slice(number);
        var found = Interlocked.CompareExchange(ref _current, fresh, current);
        if (found != current && found!.Number == number)
        {
            return found.Token;
        }

        var ends = ((number + 1) * _sliceTicks) + (long)(timeout.TotalSeconds * time.TimestampFrequency);
        fresh.Start(time, ends);
        return fresh.Token;
    }

    private sealed class Slice(long number) : CancellationTokenSource
    {
        private TimeProvider _time = null!;
        private ITimer? _timer;
        private long _endsAt;

        public long Number => number;

        public void Start(TimeProvider time, long endsAt)
        {
            (_time, _endsAt) = (time, endsAt);
            var never = Timeout.InfiniteTimeSpan;
            _timer = time.CreateTimer(static slice => ((Slice)slice!).Tick(), this, never, never);
            _timer.Change(Left(), never);
        }

        // Timers count in a coarse clock and may come a little early.
        private void Tick()
        {
            if (Left() is var left && left > TimeSpan.Zero)
            {
                _timer!.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            _timer!.Dispose();
            Cancel();
        }

        private TimeSpan Left()
        {
            var left = _time.GetElapsedTime(_time.GetTimestamp(), _endsAt);
            return left <= TimeSpan.Zero
                ? TimeSpan.Zero
                : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
        }
    }
}
