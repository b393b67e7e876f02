using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Ranges;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Resources;

/// <summary>Writers slow down smoothly while compactions are behind, as a source says that the test controls.</summary>
public sealed class WriteBrakeTests
{
    private static readonly IndexHealth Healthy = new(0, 0, 0, 0, false);

    [Fact]
    public void Pressure_GrowsSmoothlyFromSoftToHardBounds()
    {
        var pressure = new WritePressure(1 << 30, 8L << 30);

        Assert.Equal(0, pressure.Of(Healthy));
        Assert.Equal(
            0, pressure.Of(Healthy with { PendingCompactionBytes = 1 << 30, Level0Files = 8, WaitingMemtables = 1 }));
        Assert.Equal(0.5, pressure.Of(Healthy with { Level0Files = 13 }), 6);
        Assert.Equal(0.25, pressure.Of(Healthy with { WaitingMemtables = 2 }), 6);
        Assert.Equal(0.5, pressure.Of(Healthy with { WaitingMemtables = 3 }), 6);
        Assert.Equal(1, pressure.Of(Healthy with { PendingCompactionBytes = 100L << 30 }));
        Assert.Equal(1, pressure.Of(Healthy with { IsWriteStopped = true }));
        var last = TimeSpan.Zero;
        for (long debt = 1L << 30; debt <= 8L << 30; debt += 256 << 20)
        {
            var delay = WritePressure.DelayOf(pressure.Of(Healthy with { PendingCompactionBytes = debt }), 64 << 10);
            Assert.True(delay >= last, "More debt, less delay.");
            Assert.True(last == TimeSpan.Zero || delay <= last * 1.3, "A step that writers would feel.");
            last = delay;
        }

        Assert.Equal(0.0625, last.TotalSeconds, 4);
        Assert.Equal(TimeSpan.FromSeconds(1), WritePressure.DelayOf(1, 1 << 30));
    }

    [Fact]
    public async Task Writes_WhenCompactionsAreBehind_WaitWithoutAThreadAndGoOn()
    {
        var time = new ManualTimeProvider();
        var health = Healthy with { IsWriteStopped = true };
        await using var host = await StoreHost.StartAsync(
            o => o.StorageThreads = 1, time, health: _ => health);
        for (var i = 0; i < 2; i++)
        {
            await host.CommitAsync(Tx.Of("p", Tx.Put("k", new string('v', 100_000))));
        }

        var held = host.SubmitAsync(Tx.Of("p", Tx.Put("k", "last")));

        // Reads pass by on the one storage thread there is, so nothing blocks it.
        for (var i = 0; i < 20; i++)
        {
            Assert.NotNull(await host.GetAsync("p", "k"));
        }

        Assert.False(held.IsCompleted);
        await EndAsync(held, time);
    }

    [Fact]
    public async Task Writes_WhenTheDebtIsPaid_AreNotHeldAnyMore()
    {
        var time = new ManualTimeProvider();
        var health = Healthy with { IsWriteStopped = true };
        await using var host = await StoreHost.StartAsync(
            o => o.MemtableBudgetBytes = 64 << 20, time, health: _ => health);
        for (var i = 0; i < 2; i++)
        {
            await host.CommitAsync(Tx.Of("p", Tx.Put("k", new string('v', 100_000))));
        }

        health = Healthy;
        var held = host.SubmitAsync(Tx.Of("p", Tx.Put("k", new string('v', 100_000))));

        await EndAsync(held, time);
        for (var i = 0; i < 100; i++)
        {
            await host.CommitAsync(Tx.Of("p", Tx.Put("k", new string('v', 100_000))));
        }
    }

    [Fact]
    public async Task Writes_WhenTheMemtablesOfAllRangesAreNotFlushed_WaitUntilTheyAre()
    {
        var time = new ManualTimeProvider();
        await using var host = await StoreHost.StartAsync(
            o => (o.MemtableBudgetBytes, o.IndexIdleTimeout) = (1 << 20, TimeSpan.Zero), time);
        var ranges = new List<IRangeStore> { host.Range };
        for (var i = 0; i < 7; i++)
        {
            var id = new RangeId(StoreHost.Descriptor.Id.Stream, 2000 + i);
            var descriptor = StoreHost.Descriptor with { Id = id, JournalId = Guid.NewGuid() };
            await host.Engine.CreateRangeAsync(descriptor, default);
            ranges.Add(await host.Engine.OpenRangeAsync(descriptor, default));
        }

        using (await HeldThread.HoldAsync(host.Engine.Flushes))
        {
            // None of them alone is so large that RocksDB flushes it by itself.
            for (var i = 0; i < 3 * ranges.Count; i++)
            {
                var range = ranges[i % ranges.Count];
                await EndAsync(range.SubmitAsync(Put($"{i}"), default).AsTask(), time);
                await range.SubmitAsync(Tx.Of("p", new RangeOperation { LKeys = KeyInterval.All }), default);
            }

            // The brake is put on behind the reply, in the same step.
            time.Advance(TimeSpan.FromSeconds(1));
            await host.CommitAsync(Put("last but one"));
            var held = host.SubmitAsync(Put("last"));
            for (var i = 0; i < 20; i++)
            {
                Assert.NotNull(await host.GetAsync("p", "0"));
            }

            Assert.False(held.IsCompleted);
            await EndAsync(held, time);
        }

        static TableTransaction Put(string lKey) => Tx.Of("p", Tx.Put(lKey, new string('v', 100_000)));
    }

    [Fact]
    public async Task Close_AfterWritesWereHeld_LeavesNoTimer()
    {
        var time = new CountedTimers();
        var health = Healthy with { IsWriteStopped = true };
        var host = await StoreHost.StartAsync(time: time, health: _ => health);
        for (var i = 0; i < 40; i++)
        {
            var put = host.SubmitAsync(Tx.Of("p", Tx.Put("k", new string('v', 100_000))));
            await EndAsync(put, time.Clock);
        }

        await host.DisposeAsync();
        Assert.Contains(time.Made, owner => owner is WriteBrake);
        Assert.DoesNotContain(time.Undisposed, owner => owner is WriteBrake);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Close_WhileWritesAreHeld_EndsTheWaitAtOnce(bool stops)
    {
        // The clock stands still.
        var time = new CountedTimers();
        await using var host = await StoreHost.StartAsync(
            time: time, health: _ => Healthy with { IsWriteStopped = true });
        for (var i = 0; i < 2; i++)
        {
            await host.CommitAsync(Tx.Of("p", Tx.Put("k", new string('v', 100_000))));
        }

        var held = host.SubmitAsync(Tx.Of("p", Tx.Put("k", "last")));
        var range = (RangeStore)host.Range;
        if (stops)
        {
            range.Stop(Faults.RangeUnavailable(StoreHost.Descriptor.Id, "it is stopped."));
        }

        await range.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(!stops, (await held).IsResult);
        Assert.Contains(time.Made, owner => owner is WriteBrake);
        Assert.DoesNotContain(time.Undisposed, owner => owner is WriteBrake);
    }

    // The brake may be put on after the last write is answered, so that one step of the clock may come too early.
    private static async Task EndAsync(Task<TransactionOutcome> write, ManualTimeProvider time)
    {
        while (!write.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True((await write).IsResult);
    }
}
