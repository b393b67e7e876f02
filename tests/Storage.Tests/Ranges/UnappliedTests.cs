using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>
/// What is acknowledged while the index cannot be written: everybody sees it, and none of it is lost.
/// </summary>
public sealed class UnappliedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Writes_WhileTheIndexCannotBeWritten_AreAcknowledgedAndSeen()
    {
        await using var host = await StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("old", "1"), Tx.Put("gone", "1")));
        using var held = await HeldThread.HoldAsync(host.Engine.Applies);

        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1"), Tx.Increment("n", 5)));
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "2"), Tx.Delete("gone")));
        var last = await host.CommitAsync(Tx.Of("p", Tx.Increment("n", 7)));

        Assert.Equal(12, Assert.IsType<IncrementResult>(last.Results[0]).Total);
        Assert.Equal("2", Tx.Text((await host.GetAsync("p", "a"))!.Value));
        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "old"))!.Value));
        Assert.Null(await host.GetAsync("p", "gone"));
        Assert.Equal(last.Revision, (await host.CommitAsync(Tx.Of("p", Tx.Get("a")))).Revision);

        // A write that looks at an interval, and one with a condition, go by what is seen.
        var cleared = await host.CommitAsync(Tx.Of("p", Tx.Put("z", "1"), new DeleteRangeOperation { LKeys = All }));
        Assert.Equal(4, Assert.IsType<DeleteRangeResult>(cleared.Results[1]).Deleted);
        Assert.Null(await host.GetAsync("p", "old"));
    }

    [Fact]
    public async Task Get_OfWhatTheIndexDoesNotHave_StaysWhatItWasWhenOthersAreWritten()
    {
        await using var host = await StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("other", "1")));
        TableValue read;
        TransactionResult range;
        using (await HeldThread.HoldAsync(host.Engine.Applies))
        {
            await host.CommitAsync(Tx.Of("p", Tx.Put("a", "first")));
            read = (await host.GetAsync("p", "a"))!.Value;
            range = await host.CommitAsync(Tx.Of("p", Tx.Put("z", "1"), new RangeOperation { LKeys = All }));
        }

        // The memory of what is in the index is used again, that of both layers.
        await host.CheckpointAsync();
        using var again = await HeldThread.HoldAsync(host.Engine.Applies);
        await host.CommitAsync(Tx.Of("p", Tx.Put("b", new string('x', 3000))));
        await host.CommitAsync(Tx.Of("p", Tx.Put("c", new string('x', 3000))));

        Assert.Equal("first", Tx.Text(read));
        Assert.Equal("first", Tx.Text(Assert.IsType<RangeResult>(range.Results[1]).Entries[0].Value));
    }

    [Fact]
    public async Task Reads_OfASnapshot_WaitUntilTheIndexHasWhatWasAcknowledged()
    {
        await using var host = await StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        using var held = await HeldThread.HoldAsync(host.Engine.Applies);
        var put = await host.CommitAsync(Tx.Of("p", Tx.Put("b", "2")));

        var short1 = host.SubmitAsync(Tx.Of("p", Tx.Get("a"), Tx.Get("b")));
        var count = host.SubmitAsync(Tx.Of("p", new RangeOperation { LKeys = All, CountOnly = true }));
        var checkpoint = host.CheckpointAsync();
        await using var export = host.Range.ExportAsync(default).GetAsyncEnumerator();
        var chunk = export.MoveNextAsync().AsTask();

        // Another write passes by all of them.
        var later = await host.CommitAsync(Tx.Of("p", Tx.Put("c", "3")));
        Assert.False(short1.IsCompleted || count.IsCompleted || checkpoint.IsCompleted || chunk.IsCompleted);

        held.Dispose();
        var gets = (await short1).GetResultOrThrow();
        Assert.Equal("2", Tx.Text(Assert.IsType<GetResult>(gets.Results[1]).Entry!.Value));
        Assert.InRange(gets.Revision, put.Revision, later.Revision);
        Assert.InRange(Assert.IsType<RangeResult>((await count).GetResultOrThrow().Results[0]).Count, 2, 3);
        Assert.InRange(await checkpoint, put.Revision, later.Revision);
        Assert.True(await chunk.WaitAsync(Patience));
        Assert.InRange(export.Current.Revision, put.Revision, later.Revision);
    }

    [Fact]
    public async Task Read_ThatIsGivenUpWhileItWaitsForTheIndex_EndsAtOnce()
    {
        await using var waiting = await WaitingRead.StartAsync();
        var other = waiting.SubmitOtherAsync();

        await waiting.GiveUpAsync();

        waiting.Index.Dispose();
        Assert.Equal(2, (await other).GetResultOrThrow().Results.Count);
    }

    [Fact]
    public async Task Reads_BehindABatchThatWasGivenUpWhileItWaited_AreCarriedOut()
    {
        await using var waiting = await WaitingRead.StartAsync();
        await PassStepsAsync(waiting.Host);
        var other = waiting.SubmitOtherAsync();
        await PassStepsAsync(waiting.Host);

        await waiting.GiveUpAsync();

        waiting.Index.Dispose();
        Assert.Equal(2, (await other).GetResultOrThrow().Results.Count);
    }

    [Fact]
    public async Task Entries_OfARangeThatIsNotBusy_ComeIntoTheIndexByThemselves()
    {
        await using var host = await StoreHost.StartAsync(options =>
        {
            options.ApplyDelay = TimeSpan.FromMilliseconds(20);
            options.IndexIdleTimeout = TimeSpan.FromMilliseconds(50);
        });
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));

        // An index closes only when it has everything.
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (host.Engine.OpenIndexCount > 0)
        {
            Assert.True(watch.Elapsed < Patience);
            await Task.Yield();
        }

        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "a"))!.Value));
    }

    [Fact]
    public async Task Writes_BeyondWhatIsKeptForTheIndex_WaitForIt()
    {
        await using var host = await StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        using var held = await HeldThread.HoldAsync(host.Engine.Applies);
        var value = new string('v', 600_000);
        var puts = Enumerable.Range(0, 40).Select(i => host.SubmitAsync(Tx.Of("p", Tx.Put($"k{i}", value)))).ToList();
        await puts[0];
        Assert.False(puts[^1].IsCompleted, "24 MB were taken without the index.");

        held.Dispose();
        Assert.All(await Task.WhenAll(puts), outcome => Assert.True(outcome.IsResult));
        Assert.Equal(600_000, (await host.GetAsync("p", "k39"))!.Value.Bytes.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_WithWhatTheIndexDoesNotHave_LosesNothing(bool crashes)
    {
        await using var host = await StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1"), Tx.Put("gone", "1")));
        var held = await HeldThread.HoldAsync(host.Engine.Applies);
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "2"), Tx.Delete("gone")));
        var restart = host.RestartAsync(crashes: crashes);
        held.Dispose();
        await restart;

        Assert.Equal("2", Tx.Text((await host.GetAsync("p", "a"))!.Value));
        Assert.Null(await host.GetAsync("p", "gone"));
    }

    private static KeyInterval All => KeyInterval.All;

    // There is one thread for steps: what was queued before had its step when a write that came behind it is refused.
    private static async Task PassStepsAsync(StoreHost host)
    {
        var refused = await host.SubmitAsync(Tx.Of("p", Tx.Put("a", "2") with { ExpectedVersion = 7 }));
        Assert.Equal(FaultCode.ConditionFailed, refused.Fault!.Code);
    }

    private static Task<StoreHost> StartAsync() => StoreHost.StartAsync(options => options.StorageThreads = 1);

    /// <summary>A read of a snapshot that waits for the index, which is held.</summary>
    private sealed class WaitingRead(StoreHost host, HeldThread index) : IAsyncDisposable
    {
        private static readonly TableTransaction Transaction = Tx.Of("p", Tx.Get("a"), Tx.Get("b"));

        private readonly CancellationTokenSource _cancel = new();
        private Task? _given;

        public StoreHost Host => host;

        public HeldThread Index => index;

        public static async Task<WaitingRead> StartAsync()
        {
            var host = await UnappliedTests.StartAsync();
            await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
            var index = await HeldThread.HoldAsync(host.Engine.Applies);
            await host.CommitAsync(Tx.Of("p", Tx.Put("b", "2")));
            var waiting = new WaitingRead(host, index);
            waiting._given = host.Range.SubmitAsync(Transaction, waiting._cancel.Token).AsTask();
            return waiting;
        }

        /// <summary>A read of the same, by somebody who does not give up.</summary>
        public Task<TransactionOutcome> SubmitOtherAsync() => host.SubmitAsync(Transaction);

        /// <summary>Gives the first read up, and sees that it ends.</summary>
        public async Task GiveUpAsync()
        {
            await _cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _given!.WaitAsync(Patience));
        }

        public async ValueTask DisposeAsync()
        {
            index.Dispose();
            await host.DisposeAsync();
            _cancel.Dispose();
        }
    }
}
