using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Tests.Threads;

/// <summary>Work runs once for each time that it is queued, whatever sleeps or wakes at that moment.</summary>
public sealed class StorageThreadsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Schedule_ByManyAtOnce_RunsEverything(int threadCount)
    {
        const int Producers = 4;
        const int Each = 20_000;
        await using var threads = new StorageThreads("test", threadCount);
        var work = new CountingWork(Producers * Each);
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                threads.Schedule(work);
            }
        })));

        await work.AllDone.WaitAsync(Patience);
    }

    // Each turn finds the threads asleep, or just going to sleep: a lost wake-up ends the chain.
    [Fact]
    public async Task RunAsync_OneAfterAnother_WakesAThreadEachTime()
    {
        await using var threads = new StorageThreads("test", 2);
        var sum = 0;
        for (var i = 0; i < 20_000; i++)
        {
            sum += await threads.RunAsync(() => 1).WaitAsync(Patience);
        }

        Assert.Equal(20_000, sum);
    }

    // The one that goes on must leave to others what it does not come to.
    [Fact]
    public async Task ScheduleAgain_BesideOtherWork_KeepsNeitherWaiting()
    {
        await using var threads = new StorageThreads("test", 2);
        using var release = new ManualResetEventSlim();
        var chain = new Chain(threads, 1000);
        threads.Schedule(chain);
        var busy = threads.RunAsync(() => release.Wait(Patience));

        await chain.AllDone.WaitAsync(Patience);
        release.Set();
        Assert.True(await busy);
    }

    [Fact]
    public async Task ScheduleLater_WhileTheOtherThreadsAreBusy_IsNotForgotten()
    {
        await using var threads = new StorageThreads("test", 2);
        using var release = new ManualResetEventSlim();
        var later = new CountingWork(2);

        // Whichever thread looks after the time is given other work, and the one that is left has to look after it.
        threads.ScheduleLater(later, TimeSpan.FromMilliseconds(20));
        var busy = threads.RunAsync(() => release.Wait(Patience));
        threads.ScheduleLater(later, TimeSpan.FromMilliseconds(20));
        await later.AllDone.WaitAsync(Patience);

        release.Set();
        Assert.True(await busy);
    }

    [Fact]
    public async Task ScheduleLater_WhenTheThreadsEnd_RunsAtOnce()
    {
        var threads = new StorageThreads("test", 2);
        var work = new CountingWork(2);
        threads.ScheduleLater(work, TimeSpan.FromDays(1));
        await threads.DisposeAsync().AsTask().WaitAsync(Patience);
        threads.ScheduleLater(work, TimeSpan.FromDays(1));
        Assert.True(work.AllDone.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Dispose_FinishesWhatIsQueued_AndLaterCallersDoTheirWorkThemselves()
    {
        var threads = new StorageThreads("test", 2);
        var work = new CountingWork(1001);
        for (var i = 0; i < 1000; i++)
        {
            threads.Schedule(work);
        }

        await threads.DisposeAsync().AsTask().WaitAsync(Patience);
        Assert.Equal(1, work.Left);
        threads.Schedule(work);
        Assert.True(work.AllDone.IsCompletedSuccessfully);
    }

    private sealed class Chain(StorageThreads threads, int length) : IStorageWork
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = length;

        public Task AllDone => _done.Task;

        public void Run()
        {
            if (--_left == 0)
            {
                _done.SetResult();
                return;
            }

            threads.ScheduleAgain(this);
        }
    }

    private sealed class CountingWork(int count) : IStorageWork
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public int Left => Volatile.Read(ref _left);

        public Task AllDone => _done.Task;

        public void Run()
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _done.SetResult();
            }
        }
    }
}
