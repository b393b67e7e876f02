using System.Collections.Concurrent;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Transactions that are submitted together: each has its own outcome, and the queue its room back.</summary>
public sealed class BatchTests
{
    private const long SizeBytes = RangeRequest.OverheadBytes + 2;

    private static readonly TableTransaction Add = Tx.Of("p", Tx.Increment("n", 1));
    private static readonly TableTransaction Read = Tx.Of("p", Tx.Get("n"));
    private static readonly TableTransaction Scan =
        Tx.Of("p", new RangeOperation { LKeys = KeyInterval.All, CountOnly = true });

    [Fact]
    public async Task Submit_OfAllKinds_TellsEachItsOwnOutcome()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("q", Tx.Put("n", "old")));

        var outcomes = Submit(host, [Scan, Add, Tx.Of("q", Tx.Get("n")), Add, Tx.Of("q", Tx.Get("m")), Add]);

        Assert.Equal("done, 1, old, 2, absent, 3", await outcomes.WaitAsync());
        AssertNothingIsQueued(host);
    }

    [Fact]
    public async Task Submit_WithBadOnesAmongThem_CarriesOutTheOthers()
    {
        await using var host = await StoreHost.StartAsync();
        var tooLarge = Tx.Of(new string('p', 5000), Tx.Increment("n", 1));

        var outcomes = Submit(host, [Add, tooLarge, Add, null!, Add]);

        Assert.Equal("1, TooLarge, 2, UnknownOutcome, 3", await outcomes.WaitAsync());
        AssertNothingIsQueued(host);
    }

    [Fact]
    public async Task Submit_OfMoreThanTheQueueHasRoomFor_RefusesThoseBehind()
    {
        await using var host = await StoreHost.StartAsync(
            options => options.RangeQueueSizeMaxBytes = (2 * SizeBytes) + 1);

        var outcomes = Submit(host, [Add, Add, Add, Add]);

        Assert.Equal("1, 2, ResourceExhausted, ResourceExhausted", await outcomes.WaitAsync());
        AssertNothingIsQueued(host);
        Assert.Equal("3, 4", await Submit(host, [Add, Add]).WaitAsync());
    }

    [Fact]
    public async Task Submit_OfMoreThanTheSilosQueueHasRoomFor_RefusesThoseBehind()
    {
        await using var host = await StoreHost.StartAsync(
            options => options.QueueSizeMaxBytes = (2 * SizeBytes) + 1);

        var outcomes = Submit(host, [Add, Add, Add, Add]);

        Assert.Equal("1, 2, ResourceExhausted, ResourceExhausted", await outcomes.WaitAsync());
        AssertNothingIsQueued(host);
    }

    [Fact]
    public async Task Submit_OfOneLargerThanTheQueue_IsCarriedOutWhenNothingElseWaits()
    {
        await using var host = await StoreHost.StartAsync(options => options.RangeQueueSizeMaxBytes = SizeBytes - 1);

        var outcomes = Submit(host, [Add, Add]);

        Assert.Equal("1, ResourceExhausted", await outcomes.WaitAsync());
        AssertNothingIsQueued(host);
    }

    [Fact]
    public async Task Submit_WhileGroupsAreInFlight_HoldsTheirRoomUntilTheyAreAnswered()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        var first = Submit(host, [Add, Add]);
        await journal.WaitForAppendAsync();
        var second = Submit(host, [Add, Add, Add]);
        await journal.WaitForAppendAsync();
        AssertQueued(host, 5 * SizeBytes);

        journal.FlushOne();
        Assert.Equal("1, 2", await first.WaitAsync());
        AssertQueued(host, 3 * SizeBytes);
        journal.FlushOne();
        Assert.Equal("3, 4, 5", await second.WaitAsync());
        AssertNothingIsQueued(host);
        host.Journals.IsManual = false;
    }

    [Fact]
    public async Task Submit_OfSome_HasTheirRoomBackBeforeTheFirstIsTold()
    {
        await using var host = await StoreHost.StartAsync();
        var held = new ConcurrentQueue<long>();
        var outcomes = new NotedOutcomes(3) { WhenTold = () => held.Enqueue(host.Engine.Queue.UsedBytes) };

        host.Range.Submit([Add, Add, Add], outcomes, default);

        Assert.Equal("1, 2, 3", await outcomes.WaitAsync());
        Assert.Equal([0, 0, 0], held);
    }

    [Fact]
    public async Task Submit_WhenTheJournalFails_AnswersAllAndHoldsNoRoom()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        var first = Submit(host, [Add, Add]);
        await journal.WaitForAppendAsync();
        var second = Submit(host, [Add]);
        await journal.WaitForAppendAsync();
        var queued = Submit(host, [Add, Add]);

        host.Journals.NextFlushError = new IOException("The disk is gone.");
        journal.FlushOne();

        Assert.Equal("UnknownOutcome, UnknownOutcome", await first.WaitAsync());
        Assert.Equal("UnknownOutcome", await second.WaitAsync());
        Assert.Equal("RangeUnavailable, RangeUnavailable", await queued.WaitAsync());
        AssertNothingIsQueued(host);
    }

    [Fact]
    public async Task Submit_WhenTheDiskIsFull_RefusesAllAndHoldsNoRoom()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.WriteRefusal = Faults.ResourceExhausted("disk", "It is full.");

        var outcomes = Submit(host, [Add, Add]);

        Assert.Equal("ResourceExhausted, ResourceExhausted", await outcomes.WaitAsync());
        AssertNothingIsQueued(host);
    }

    [Fact]
    public async Task Cancel_OfABatchInTheQueue_EndsTheWaitAndCarriesOutNone()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        var first = Submit(host, [Add]);
        await journal.WaitForAppendAsync();
        var second = Submit(host, [Add]);
        await journal.WaitForAppendAsync();
        using var cancel = new CancellationTokenSource();
        var cancelled = Submit(host, [Add, Add, Add], cancel.Token);
        Assert.Equal("-, -, -", cancelled.Text);
        await cancel.CancelAsync();
        Assert.Equal("given up, given up, given up", await cancelled.WaitAsync());

        host.Journals.IsManual = false;
        journal.FlushOne();
        journal.FlushOne();
        Assert.Equal("1", await first.WaitAsync());
        Assert.Equal("2", await second.WaitAsync());
        Assert.Equal("3", await Submit(host, [Add]).WaitAsync());
        AssertNothingIsQueued(host);
    }

    [Fact]
    public async Task Cancel_OfABatchThatIsRead_EndsTheWaitWhenItHasBeenRead()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        using var cancel = new CancellationTokenSource();
        NotedOutcomes? batch = null;
        string? whileRead = null;
        using var mayAsk = new ManualResetEventSlim();
        host.WhenDiskIsAsked = () =>
        {
            // On a storage thread, with the batch in hand.
            mayAsk.Wait();
            cancel.Cancel();
            whileRead ??= batch!.Text;
        };
        batch = Submit(host, [Add, Add], cancel.Token);
        mayAsk.Set();

        Assert.Equal("given up, given up", await batch.WaitAsync());
        Assert.Equal("-, -", whileRead);

        // It was in use, so it is carried out.
        await journal.WaitForAppendAsync();
        host.Journals.IsManual = false;
        journal.FlushOne();
        host.WhenDiskIsAsked = null;
        Assert.Equal("3", await Submit(host, [Add]).WaitAsync());
        AssertNothingIsQueued(host);
    }

    [Fact]
    public async Task Submit_WithATokenThatIsCancelled_CarriesOutNone()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Add);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        // Not even what memory would tell at once.
        Assert.Equal("#1", Submit(host, [Read]).Text);
        Assert.Equal("given up, given up", Submit(host, [Add, Read], cancel.Token).Text);

        Assert.Equal("2", await Submit(host, [Add]).WaitAsync());
        AssertNothingIsQueued(host);
    }

    [Fact]
    public async Task Cancel_WhileBatchesAreAnswered_TellsEachOnceAndHoldsNoRoom()
    {
        await using var host = await StoreHost.StartAsync();
        var told = new List<NotedOutcomes>();
        for (var i = 0; i < 500; i++)
        {
            using var cancel = new CancellationTokenSource();
            var outcomes = Submit(host, [Add, Scan, Add], cancel.Token);
            await Task.WhenAll(Task.Run(cancel.Cancel), outcomes.WaitAsync());
            told.Add(outcomes);
        }

        await host.Range.DisposeAsync();
        Assert.All(told, outcomes => outcomes.AssertNothingTwice());
        AssertNothingIsQueued(host);
    }

    private static NotedOutcomes Submit(
        StoreHost host, TableTransaction[] transactions, CancellationToken token = default)
    {
        var outcomes = new NotedOutcomes(transactions.Length);
        host.Range.Submit(transactions, outcomes, token);
        return outcomes;
    }

    private static void AssertNothingIsQueued(StoreHost host) => AssertQueued(host, 0);

    // Room comes back before the outcome is told.
    private static void AssertQueued(StoreHost host, long sizeBytes)
    {
        Assert.Equal(sizeBytes, ((RangeStore)host.Range).Sample().QueueBytes);
        Assert.Equal(sizeBytes, host.Engine.Queue.UsedBytes);
    }
}
