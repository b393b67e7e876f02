using System.Collections.Concurrent;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Tests.Threads;

/// <summary>Each thing once, several at once, and nothing touched any more when it is over.</summary>
public sealed class SeveralAtOnceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(3, 8)]
    [InlineData(1000, 1)]
    [InlineData(1000, 4)]
    public void ForEach_DoesEachOnce(int count, int countMax)
    {
        var done = new ConcurrentBag<int>();

        SeveralAtOnce.ForEach(
            "test", [.. Enumerable.Range(0, count)], countMax, (item, _) => done.Add(item), default);

        Assert.Equal(Enumerable.Range(0, count), done.Order());
    }

    [Fact]
    public void ForEach_DoesAsManyAtOnceAsItMayAndNoMore()
    {
        using var all = new Barrier(4);

        SeveralAtOnce.ForEach(
            "test",
            [1, 2, 3, 4],
            4,
            (_, _) => Assert.True(all.SignalAndWait(Patience, CancellationToken.None)),
            default);

        var (now, most) = (0, 0);
        SeveralAtOnce.ForEach(
            "test",
            [.. Enumerable.Range(0, 200)],
            3,
            (_, _) =>
            {
                var under = Interlocked.Increment(ref now);
                InterlockedMax(ref most, under);
                Thread.Yield();
                Interlocked.Decrement(ref now);
            },
            default);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public void ForEach_OneAtATime_UsesTheCallersThreadInOrder()
    {
        var done = new List<(int Item, int Thread)>();

        SeveralAtOnce.ForEach(
            "test", [1, 2, 3], 1, (item, _) => done.Add((item, Environment.CurrentManagedThreadId)), default);

        var self = Environment.CurrentManagedThreadId;
        Assert.Equal([(1, self), (2, self), (3, self)], done);
    }

    [Fact]
    public void ForEach_WhenOneFails_EndsTheOthersWaitsForThemAndTellsTheFirstFailure()
    {
        using var begun = new ManualResetEventSlim();
        var done = new ConcurrentBag<string>();

        var error = Assert.Throws<InvalidDataException>(() => SeveralAtOnce.ForEach(
            "test",
            ["fails", "is ended", "never", "begins"],
            2,
            (item, ended) =>
            {
                if (item == "fails")
                {
                    Assert.True(begun.Wait(Patience, CancellationToken.None));
                    throw new InvalidDataException("first");
                }

                begun.Set();
                Assert.True(ended.WaitHandle.WaitOne(Patience));
                done.Add(item);
                throw new IOException("second");
            },
            default));

        Assert.Equal("first", error.Message);
        Assert.Equal(["is ended"], done);
    }

    [Fact]
    public void ForEach_WhenItsEndThrowsToo_TellsTheFailure()
    {
        var error = Assert.Throws<InvalidDataException>(() => SeveralAtOnce.ForEach(
            "test",
            ["fails", "never begins"],
            1,
            (item, ended) =>
            {
                Assert.Equal("fails", item);
                ended.Register(() => throw new InvalidOperationException());
                throw new InvalidDataException("first");
            },
            default));

        Assert.Equal("first", error.Message);
    }

    [Fact]
    public void ForEach_WhenItIsCancelled_EndsThoseUnderWayAndSaysSo()
    {
        using var source = new CancellationTokenSource();
        using var all = new Barrier(2);
        var done = 0;

        var error = Assert.ThrowsAny<OperationCanceledException>(() => SeveralAtOnce.ForEach(
            "test",
            [1, 2, 3],
            2,
            (item, ended) =>
            {
                Assert.True(all.SignalAndWait(Patience, CancellationToken.None));
                if (item == 1)
                {
                    source.Cancel();
                }

                Assert.True(ended.WaitHandle.WaitOne(Patience));
                Interlocked.Increment(ref done);
                ended.ThrowIfCancellationRequested();
            },
            source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(2, done);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value;)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
