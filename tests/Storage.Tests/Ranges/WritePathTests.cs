using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>What is released when, and what becomes of requests when something fails.</summary>
public sealed class WritePathTests
{
    [Fact]
    public async Task Submit_WhenAReplySawAGroupInFlight_WaitsForThatGroup()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        var first = host.SubmitAsync(Tx.Of("p", Tx.Put("a", "1")));
        await journal.WaitForAppendAsync();
        var refused = host.SubmitAsync(Tx.Of("p", Tx.Put("a", "2") with { ExpectedVersion = -1 }));
        var second = host.SubmitAsync(Tx.Of("p", Tx.Put("b", "1")));
        await journal.WaitForAppendAsync();

        Assert.False(first.IsCompleted || refused.IsCompleted || second.IsCompleted);
        journal.FlushOne();
        Assert.Equal(1, (await first).GetResultOrThrow().Revision);
        Assert.False(second.IsCompleted);
        journal.FlushOne();
        Assert.Equal(FaultCode.ConditionFailed, (await refused).Fault!.Code);
        Assert.Equal(2, (await second).GetResultOrThrow().Revision);
        host.Journals.IsManual = false;
    }

    [Fact]
    public async Task Submit_WhileTwoGroupsAreInFlight_IsCarriedOutOnceOneIsFlushed()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        var puts = new List<Task<TransactionOutcome>>();
        for (var group = 0; group < 2; group++)
        {
            puts.Add(host.SubmitAsync(Tx.Of("p", Tx.Increment("n", 1))));
            await journal.WaitForAppendAsync();
        }

        puts.AddRange(Enumerable.Range(0, 100).Select(_ => host.SubmitAsync(Tx.Of("p", Tx.Increment("n", 1)))));
        journal.FlushOne();
        await journal.WaitForAppendAsync();
        journal.FlushOne();
        journal.FlushOne();

        var outcomes = await Task.WhenAll(puts).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(102, Assert.IsType<IncrementResult>(outcomes[^1].GetResultOrThrow().Results[0]).Total);
        host.Journals.IsManual = false;
    }

    // Each caller's next request comes just when its group ends, now before and now behind the end of the step.
    [Fact]
    public async Task Submit_ByManyWithoutPause_LeavesNobodyWaiting()
    {
        const int Callers = 12;
        const int Each = 2_000;
        await using var host = await StoreHost.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await host.CommitAsync(Tx.Of($"p{caller}", Tx.Increment("n", 1)));
            }
        }))).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(Each, (await host.GetAsync("p3", "n"))!.Value.Number);
    }

    [Fact]
    public async Task Submit_WhenAFlushFails_IsUnknownForAllBehindAndNothingIsApplied()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "kept")));
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        await journal.WaitForAppendAsync();
        var first = host.SubmitAsync(Tx.Of("p", Tx.Put("a", "lost")));
        await journal.WaitForAppendAsync();
        var second = host.SubmitAsync(Tx.Of("p", Tx.Put("b", "lost")));
        await journal.WaitForAppendAsync();
        var queued = host.SubmitAsync(Tx.Of("p", Tx.Put("c", "never begun")));

        host.Journals.NextFlushError = new IOException("The disk is gone.");
        journal.FlushOne();

        Assert.Equal(FaultCode.UnknownOutcome, (await first).Fault!.Code);
        Assert.Equal(FaultCode.UnknownOutcome, (await second).Fault!.Code);
        Assert.Equal(FaultCode.RangeUnavailable, (await queued).Fault!.Code);
        Assert.Equal(FaultCode.RangeUnavailable, (await host.Range.Stopped)!.Code);
        var late = await host.SubmitAsync(Tx.Of("p", Tx.Get("a")));
        Assert.Equal(FaultCode.RangeUnavailable, late.Fault!.Code);

        await host.ReopenAsync();
        Assert.Equal("kept", Tx.Text((await host.GetAsync("p", "a"))!.Value));
        Assert.Null(await host.GetAsync("p", "b"));
    }

    [Fact]
    public async Task Submit_WhenAnAppendIsOfUnknownOutcome_IsUnknownForItAloneAndWatchesAreToldToComeBack()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "kept")));
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        await journal.WaitForAppendAsync();
        await using var watch = host.Range.WatchAsync(new WatchRequest { PKey = Tx.Bytes("p") }, default)
            .GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync().AsTask();
        var appended = new List<Task<TransactionOutcome>>();
        for (var group = 0; group < 2; group++)
        {
            appended.Add(host.SubmitAsync(Tx.Of("p", Tx.Put("a", "lost"))));
            await journal.WaitForAppendAsync();
        }

        var queued = host.SubmitAsync(Tx.Of("p", Tx.Put("c", "never begun")));
        journal.AppendError = Faults.UnknownOutcome("EIO").ToException();
        journal.FlushOne();

        await Assert.ThrowsAsync<RangeUnavailableException>(() => next);
        Assert.All(
            await Task.WhenAll(appended), outcome => Assert.Equal(FaultCode.UnknownOutcome, outcome.Fault!.Code));
        Assert.Equal(FaultCode.RangeUnavailable, (await queued).Fault!.Code);
        Assert.Equal(FaultCode.RangeUnavailable, (await host.Range.Stopped)!.Code);
        host.Journals.IsManual = false;
    }

    [Fact]
    public async Task Submit_OfRefusedWritesWithoutEnd_LetsOtherRangesRun()
    {
        var time = new ManualTimeProvider();
        await using var host = await StoreHost.StartAsync(options => options.StorageThreads = 1, time);
        var other = StoreHost.Descriptor with { Id = new RangeId(new TableStreamId(1024), 1025) };
        await host.Engine.CreateRangeAsync(other, default);
        await using var range = await host.Engine.OpenRangeAsync(other, default);
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        await range.SubmitAsync(Tx.Of("p", Tx.Put("a", "1")), default);
        var refused = Tx.Of("p", Tx.Put("a", "2") with { ExpectedVersion = 7 });
        Task<TransactionOutcome>? patient = null;
        var asked = 0;
        var hasEnded = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);

        // On the one storage thread, within each batch: the queue never runs empty, unless the
        // other range had its turn.
        host.WhenDiskIsAsked = () =>
        {
            patient ??= range.SubmitAsync(Tx.Of("p", Tx.Get("a")), default).AsTask();
            if (patient.IsCompleted || ++asked == 10_000)
            {
                hasEnded.TrySetResult(asked);
                return;
            }

            time.Advance(TimeSpan.FromMilliseconds(100));
            _ = host.SubmitAsync(refused);
        };
        time.Advance(TimeSpan.FromMilliseconds(100));
        await host.SubmitAsync(refused);

        Assert.InRange(await hasEnded.Task.WaitAsync(TimeSpan.FromSeconds(60)), 0, 9_999);
    }

    [Fact]
    public async Task Submit_WhenTheQueueIsFull_IsRefusedAndNotCarriedOut()
    {
        await using var host = await StoreHost.StartAsync(options => options.RangeQueueSizeMaxBytes = 10_000);
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        var waiting = new List<Task<TransactionOutcome>>();
        for (var group = 0; group < 2; group++)
        {
            waiting.Add(host.SubmitAsync(Tx.Of("p", Tx.Increment("n", 1))));
            await journal.WaitForAppendAsync();
        }

        Task<TransactionOutcome> last;
        do
        {
            last = host.SubmitAsync(Tx.Of("p", Tx.Increment("n", 1)));
            waiting.Add(last);
        }
        while (!last.IsCompleted);

        Assert.Equal("queue", ((ResourceExhaustedException)(await last).Fault!.ToException()).Resource);
        Assert.True(waiting.Count < 50);
        host.Journals.IsManual = false;
        journal.FlushOne();
        journal.FlushOne();
        var outcomes = await Task.WhenAll(waiting);
        Assert.Equal(waiting.Count - 1, (await host.GetAsync("p", "n"))!.Value.Number);
        Assert.Single(outcomes, outcome => !outcome.IsResult);
    }

    [Fact]
    public async Task Submit_WhenCancelledInTheQueue_IsNotCarriedOut()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        var first = host.SubmitAsync(Tx.Of("p", Tx.Put("a", "1")));
        await journal.WaitForAppendAsync();
        var second = host.SubmitAsync(Tx.Of("p", Tx.Put("b", "1")));
        await journal.WaitForAppendAsync();
        using var cancel = new CancellationTokenSource();
        var cancelled = host.Range.SubmitAsync(Tx.Of("p", Tx.Put("c", "1")), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        host.Journals.IsManual = false;
        journal.FlushOne();
        journal.FlushOne();
        Assert.True((await first).IsResult && (await second).IsResult);
        Assert.Null(await host.GetAsync("p", "c"));
    }

    [Fact]
    public async Task Dispose_WithWorkUnderWay_FinishesItAndRefusesNew()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        var first = host.SubmitAsync(Tx.Of("p", Tx.Put("a", "1")));
        await journal.WaitForAppendAsync();
        var close = host.Range.DisposeAsync().AsTask();
        var late = await host.SubmitAsync(Tx.Of("p", Tx.Put("b", "1")));

        Assert.Equal(FaultCode.Unavailable, late.Fault!.Code);
        Assert.False(close.IsCompleted);
        journal.FlushOne();
        Assert.True((await first).IsResult);
        await close;
        Assert.Null(await host.Range.Stopped);
        host.Journals.IsManual = false;
    }

    [Fact]
    public async Task Open_WhenTheRangeIsOpen_StopsTheOlder()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        var older = host.Range;
        await host.ReopenAsync();

        Assert.Equal(FaultCode.RangeUnavailable, (await older.Stopped)!.Code);
        var refused = await older.SubmitAsync(Tx.Of("p", Tx.Get("a")), default);
        Assert.Equal(FaultCode.RangeUnavailable, refused.Fault!.Code);
        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "a"))!.Value));
        Assert.Equal(2, host.Range.GetInfo().Epoch);
    }

    [Fact]
    public async Task Submit_WhenAnotherProcessFencedTheJournal_StopsInsteadOfAnsweringFromOldData()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        host.Journals.File(StoreHost.Descriptor.Id).Fence();

        var read = await host.SubmitAsync(Tx.Of("p", Tx.Get("a")));

        Assert.Equal(FaultCode.RangeUnavailable, read.Fault!.Code);
        Assert.NotNull(await host.Range.Stopped);
    }

    [Fact]
    public async Task Submit_OfAKeyOfAnotherRange_IsStaleRoutingWithTheMapVersion()
    {
        await using var host = await StoreHost.StartAsync();
        var upper = new byte[RoutingKey.HashLengthBytes];
        upper[0] = 0x80;
        var half = StoreHost.Descriptor with
        {
            Id = new RangeId(new TableStreamId(1024), 1025),
            Interval = new KeyInterval(default, upper),
        };
        await host.Engine.CreateRangeAsync(half, default);
        await using var range = await host.Engine.OpenRangeAsync(half, default);
        for (var i = 0; i < 20; i++)
        {
            var isOwned = Murmur3.Hash(Tx.Bytes($"key{i}")) < 0;
            var outcome = await range.SubmitAsync(Tx.Of($"key{i}", Tx.Get("a")), default);
            Assert.Equal(isOwned, outcome.IsResult);
            Assert.Equal(isOwned ? 0 : 7, outcome.Fault?.Number("map_version") ?? 0);
        }
    }
}
