using Orleans.TableService.GrainContracts;
using Orleans.TableService.Grains.Tests.Support;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Grains.Tests;

/// <summary>What callers see of ranges that stop, refuse or go.</summary>
public sealed class RangeFailureTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FakeDisk _disk = new();
    private TestSilo? _silo;

    private TestSilo Silo => _silo!;

    public async Task InitializeAsync()
    {
        _silo = await TestSilo.StartAsync(_disk);
        await _silo.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
    }

    public async Task DisposeAsync() => await Silo.DisposeAsync();

    [Fact]
    public async Task Commit_WhenTheRangeStopped_OpensItAgain()
    {
        var table = await OpenAsync();
        await table.PutAsync("a"u8.ToArray(), "1"u8.ToArray());

        Silo.Engine.StopAll(id => Faults.RangeUnavailable(id, "the disk failed."));

        Assert.NotNull(await table.GetAsync("a"u8.ToArray()));
        Assert.Equal(2, Silo.Engine.Opened);
        Assert.Equal(2, (await Silo.Admin.ListRangesAsync("default", "t"))[0].Epoch);
    }

    [Fact]
    public async Task GetInfo_WhenTheRangeStoppedBecauseTheSiloStops_DoesNotOpenItAgain()
    {
        var table = await OpenAsync();
        await table.PutAsync("a"u8.ToArray(), "1"u8.ToArray());
        var range = Silo.Grains.GetRange(Assert.Single(_disk.Ranges.Keys));

        Silo.BeginStop();
        Silo.Engine.StopAll(id => Faults.RangeUnavailable(id, "it closes while its index is restored."));

        var reply = await range.GetInfoAsync(CancellationToken.None);
        Assert.Contains("it closes while", reply.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(1, Silo.Engine.Opened);
    }

    [Fact]
    public async Task Commit_WhenManyCallersFindTheRangeClosed_OpensItOnce()
    {
        var table = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(
            i => table.PutAsync(BitConverter.GetBytes(i), "1"u8.ToArray()).AsTask()));

        Assert.Equal(1, Silo.Engine.Opened);
    }

    [Theory]
    [InlineData(FaultCode.RangeUnavailable)]
    [InlineData(FaultCode.StaleRouting)]
    public async Task Commit_WhenTheRangeDidNotCarryItOut_IsSentAgain(FaultCode code)
    {
        var table = await OpenAsync();
        Silo.Engine.SubmitFaults.Enqueue(code);
        Silo.Engine.SubmitFaults.Enqueue(code);

        await table.PutAsync("a"u8.ToArray(), "1"u8.ToArray());

        Assert.Equal(3, Silo.Engine.Submitted);
    }

    [Theory]
    [InlineData(FaultCode.UnknownOutcome)]
    [InlineData(FaultCode.ResourceExhausted)]
    [InlineData(FaultCode.JournalCorrupted)]
    [InlineData(FaultCode.Internal)]
    public async Task Commit_WhenItMayHaveBeenCarriedOutOrWillNotBe_IsSentOnce(FaultCode code)
    {
        var table = await OpenAsync();
        Silo.Engine.SubmitFaults.Enqueue(code);

        var outcome = await table.TryCommitAsync(
            TableTransaction.Of("a"u8.ToArray(), new GetOperation { LKey = "a"u8.ToArray() }));

        Assert.Equal((code, 1), (outcome.Fault!.Code, Silo.Engine.Submitted));
    }

    [Fact]
    public async Task Commit_WhenTheJournalIsDamaged_SaysSo()
    {
        Silo.Engine.OpenFault = Faults.JournalCorrupted("000001.seg", 4096, "a checksum does not match");
        var table = await OpenAsync();

        var failure = await Assert.ThrowsAsync<JournalCorruptedException>(
            async () => await table.GetAsync("a"u8.ToArray()));

        Assert.Equal(("000001.seg", 4096L), (failure.File, failure.Position));
        Assert.Equal(RangeState.Stopped, (await Silo.Admin.ListRangesAsync("default", "t"))[0].State);
    }

    [Fact]
    public async Task Stop_WhileADeletionHangs_EndsItBeforeGrainsAreWaitedFor()
    {
        Silo.Engine.HangsDeletions = true;
        var deletion = Silo.Admin.DeleteStreamAsync("default", "t");
        await Silo.Engine.Hung.WaitAsync(Patience);

        var stop = Silo.StopAsync();
        var error = await Assert.ThrowsAsync<UnavailableException>(() => deletion.WaitAsync(Patience));
        Assert.Equal("The engine closes.", error.Message);
        await stop.WaitAsync(Patience);

        // What was begun is done before the name is used again.
        var left = Assert.Single(_disk.Ranges.Keys);
        await using var again = await TestSilo.StartAsync(_disk);
        await again.Admin.CreateStreamAsync("default", "t", new StreamConfiguration()).WaitAsync(Patience);
        Assert.NotEqual(left, Assert.Single(_disk.Ranges.Keys));
    }

    [Fact]
    public async Task Stop_WhenTheStorageFailsToBeginItsClose_ClosesItAllTheSame()
    {
        Silo.Engine.BeginCloseError = new InvalidOperationException("Out of order.");

        await Record.ExceptionAsync(Silo.StopAsync);

        Assert.True(Silo.Engine.IsDisposed);
    }

    [Fact]
    public async Task Watch_WhenTheRangeStops_GoesOnWithoutGapOrRepetition()
    {
        var table = await OpenAsync();
        var key = "a"u8.ToArray();
        await using var watch = table.WatchAsync(new WatchRequest { PKey = key }).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience));
        Assert.Empty(watch.Current.Changes);

        for (byte i = 0; i < 20; i++)
        {
            await table.PutAsync(key, new[] { i });
            Assert.Equal(i, await NextValueAsync(watch));
            Silo.Engine.StopAll(id => Faults.RangeUnavailable(id, "the disk failed."));
        }
    }

    [Fact]
    public async Task Watch_WhenTheRangeStopsAfterALongQuiet_GoesOn()
    {
        await OpenAsync();
        var time = new ManualTimeProvider();
        var table = await Silo.NewClient(time).OpenTableAsync("default", "t");
        var key = "a"u8.ToArray();
        await using var watch = table.WatchAsync(new WatchRequest { PKey = key }).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience));
        var next = watch.MoveNextAsync().AsTask();

        time.Advance(TimeSpan.FromHours(1));
        Silo.Engine.StopAll(id => Faults.RangeUnavailable(id, "the disk failed."));
        await table.PutAsync(key, "v"u8.ToArray());

        Assert.True(await next.WaitAsync(Patience));
        Assert.Single(watch.Current.Changes);
    }

    [Fact]
    public async Task Commit_WhenAnotherDeletedAndRecreatedTheTable_ReachesTheNewOne()
    {
        var other = await Silo.NewClient().OpenTableAsync("default", "t");
        await other.PutAsync("a"u8.ToArray(), "old"u8.ToArray());

        await Silo.Admin.DeleteStreamAsync("default", "t");
        var gone = await Assert.ThrowsAsync<StreamNotFoundException>(async () => await other.GetAsync("a"u8.ToArray()));
        Assert.Equal("t", gone.StreamName);
        await Silo.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());

        Assert.Null(await other.GetAsync("a"u8.ToArray()));
    }

    [Fact]
    public async Task Watch_WhenAnotherDeletedAndRecreatedTheTable_EndsRatherThanMixThem()
    {
        var table = await OpenAsync();
        await using var watch = table.WatchAsync(new WatchRequest { PKey = "a"u8.ToArray() }).GetAsyncEnumerator();
        await watch.MoveNextAsync().AsTask().WaitAsync(Patience);

        await Silo.Admin.DeleteStreamAsync("default", "t");
        await Silo.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());

        await Assert.ThrowsAsync<StreamNotFoundException>(() => watch.MoveNextAsync().AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task CreateStream_WhenManyCreateAtOnce_OneOfEachNameWinsAndIdsDiffer()
    {
        var creates = Enumerable.Range(0, 200).Select(async i =>
        {
            await Task.Yield();
            try
            {
                return await Silo.Admin.CreateStreamAsync("default", $"s{i % 50}", new StreamConfiguration());
            }
            catch (StreamExistsException)
            {
                return null;
            }
        });

        var created = (await Task.WhenAll(creates)).OfType<StreamInfo>().ToList();

        Assert.Equal(50, created.Select(info => info.Name).Distinct().Count());
        Assert.Equal(50, created.Count);
        Assert.Equal(50, created.Select(info => info.Id).Distinct().Count());
    }

    private async Task<ITable> OpenAsync() => await Silo.Service.OpenTableAsync("default", "t");

    private static async Task<byte> NextValueAsync(IAsyncEnumerator<ChangeBatch> watch)
    {
        while (await watch.MoveNextAsync().AsTask().WaitAsync(Patience))
        {
            if (watch.Current.Changes is [var change])
            {
                return change.Entry!.Value.Bytes.Span[0];
            }

            Assert.Empty(watch.Current.Changes);
        }

        throw new InvalidOperationException("The watch ended.");
    }
}
