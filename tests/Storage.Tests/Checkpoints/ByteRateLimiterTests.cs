using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>Bytes per second, by a clock that the test moves.</summary>
public sealed class ByteRateLimiterTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Take_WithoutABound_NeverWaits() =>
        new ByteRateLimiter(0, _time).Take(long.MaxValue, default);

    [Fact]
    public async Task Take_OfLittle_GoesOnAtOnceAndTheNextWaits()
    {
        var limiter = new ByteRateLimiter(1000, _time);
        limiter.Take(9, default);
        await TakesAsync(limiter, 15, TimeSpan.FromMilliseconds(15));
    }

    [Fact]
    public async Task Take_AgainAndAgain_KeepsTheRate()
    {
        var limiter = new ByteRateLimiter(1000, _time);
        for (var second = 1; second <= 5; second++)
        {
            await TakesAsync(limiter, 1000, TimeSpan.FromSeconds(second) - _time.Elapsed);
        }
    }

    [Fact]
    public async Task Take_AfterARest_HasSavedNothingUp()
    {
        var limiter = new ByteRateLimiter(1000, _time);
        await TakesAsync(limiter, 1000, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromHours(1));
        await TakesAsync(limiter, 1000, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Take_WhenCancelled_EndsItsWait()
    {
        using var cancellation = new CancellationTokenSource();
        var take = StartTake(new ByteRateLimiter(1, _time), 1 << 30, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => take);
    }

    // Not before so much time has passed; then at once, whenever the wait has begun.
    private async Task TakesAsync(ByteRateLimiter limiter, long bytes, TimeSpan atLeast)
    {
        var start = _time.Elapsed;
        var take = StartTake(limiter, bytes, default);
        while (!take.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await take;
        Assert.True(_time.Elapsed - start >= atLeast, $"{_time.Elapsed - start} is too short");
    }

    private static Task StartTake(ByteRateLimiter limiter, long bytes, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => limiter.Take(bytes, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
}
