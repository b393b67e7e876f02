using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges.Trimming;

/// <summary>
/// Trims a range's journal as far as its checkpoints and its stream's retention allow, when something says that more
/// may go: a checkpoint, a file that was begun, or the time at which a file becomes old. At rest it does nothing.
/// </summary>
/// <remarks>Safe for use by many threads; one trim is under way at a time.</remarks>
internal sealed class RangeTrimmer : IAsyncDisposable
{
    // A file of an eighth of the time holds little that is past it; smaller ones are not worth their names.
    private const int SegmentsPerRetention = 8;
    private static readonly TimeSpan SegmentAgeMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TimerMax = TimeSpan.FromDays(1);

    private readonly RangeContext _range;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private Task _running = Task.CompletedTask;
    private bool _isAgain;
    private bool _isDisposed;

    public RangeTrimmer(RangeContext range)
    {
        _range = range;
        _timer = range.Engine.Time.CreateTimer(
            _ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (Retention.Time is { } time)
        {
            var age = time / SegmentsPerRetention;
            range.Journal.SegmentAgeMax = age > SegmentAgeMin ? age : SegmentAgeMin;
        }

        range.Journal.WhenRolled = Check;
    }

    private HistoryRetention Retention => _range.Descriptor.Retention;

    /// <summary>The trim that is under way, or was the last; never fails.</summary>
    public Task Running
    {
        get
        {
            lock (_lock)
            {
                return _running;
            }
        }
    }

    /// <summary>More may go than before.</summary>
    public void Check() => _ = RunAsync();

    /// <summary>Trims what may go now.</summary>
    /// <returns>Completes when that was tried; never fails.</returns>
    public Task RunAsync()
    {
        lock (_lock)
        {
            if (_isDisposed || _range.Engine.TrimBounds.TrimBound(_range.Descriptor.Id) == 0)
            {
                return _running;
            }

            _isAgain = true;
            if (_running.IsCompleted)
            {
                _running = TrimWhileAskedAsync();
            }

            return _running;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_lock)
        {
            _isDisposed = true;
            running = _running;
        }

        _range.Journal.WhenRolled = null;
        await running.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task TrimWhileAskedAsync()
    {
        do
        {
            await TrimAsync().ConfigureAwait(false);
        }
        while (IsAskedAgain());
    }

    private bool IsAskedAgain()
    {
        lock (_lock)
        {
            return _isAgain && !_isDisposed;
        }
    }

    private async Task TrimAsync()
    {
        try
        {
            var firstLsn = await _range.Engine.Maintenance.RunAsync(Decide).ConfigureAwait(false);
            if (firstLsn > _range.Journal.FirstLsn)
            {
                await _range.Journal.TrimAsync(firstLsn, CancellationToken.None).ConfigureAwait(false);
                RangeLog.Trimmed(_range.Engine.Logger, _range.Descriptor.Id, _range.Journal.FirstLsn);
            }
        }
        catch (Exception e) when (e is TableException or IOException or ObjectDisposedException)
        {
            // The journal is as it was, or trimmed; the next occasion finds out which.
            RangeLog.TrimFailed(_range.Engine.Logger, e, _range.Descriptor.Id);
        }
    }

    private long Decide()
    {
        lock (_lock)
        {
            _isAgain = false;
        }

        var engine = _range.Engine;
        var now = engine.TrimClock.Read();
        var rule = new RetentionRule(Retention, engine.TrimBounds.TrimBound(_range.Descriptor.Id), now);
        var journal = _range.Journal;
        var firstLsn = rule.FirstLsnToKeep(journal.ListCuts(), journal.SizeBytes, out var dueAt);
        if (dueAt is { } due)
        {
            var wait = due - now;
            _timer.Change(wait < TimerMax ? wait : TimerMax, Timeout.InfiniteTimeSpan);
        }

        return firstLsn;
    }
}
