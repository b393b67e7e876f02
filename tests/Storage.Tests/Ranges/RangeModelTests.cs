using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>
/// Random work against a range must do what it does to a plain model. A failure prints the seed of its script.
/// </summary>
public sealed class RangeModelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Submit_OfManyInFlight_DoesWhatOneAfterTheOtherDoes() => CheckAsync(25, PipelineAsync);

    [Fact]
    public Task Submit_WithCrashesAndFailures_KeepsExactlyWhatWasAcknowledged() => CheckAsync(12, CrashAsync);

    [Fact]
    public Task Submit_WithCheckpointsAndLostIndexes_KeepsEverythingThoughTheJournalIsTrimmed() =>
        CheckAsync(12, CheckpointAsync);

    private static async Task CheckpointAsync(int seed)
    {
        var random = new RandomTransactions(seed);
        var model = await ModelAsync();
        await using var host = await StoreHost.StartAsync();
        for (var round = 0; round < 10; round++)
        {
            for (var count = random.Below(8); count > 0; count--)
            {
                var transaction = random.Next();
                var expected = await model.TryCommitAsync(transaction);
                Assert.Equal(OutcomeText.Of(expected), OutcomeText.Of(await host.SubmitAsync(transaction)));
            }

            await DisturbAsync(host, random);
            foreach (var pKey in (string[])["p", "q"])
            {
                var read = Tx.Of(pKey, new RangeOperation { LKeys = KeyInterval.All });
                Assert.Equal(
                    OutcomeText.Of(await model.TryCommitAsync(read)), OutcomeText.Of(await host.SubmitAsync(read)));
            }
        }
    }

    private static async Task DisturbAsync(StoreHost host, RandomTransactions random)
    {
        if (random.Below(2) == 0)
        {
            await host.CheckpointAsync();
        }

        if (random.Below(2) == 0)
        {
            host.Journals.File(StoreHost.Descriptor.Id).Trim(((RangeStore)host.Range).TrimBound);
        }

        switch (random.Below(4))
        {
            case 0:
                await host.RestartAsync();
                break;
            case 1:
                await host.RestartAsync(() => LoseIndex(host));
                break;
            case 2:
                await host.RestartAsync(() =>
                {
                    LoseIndex(host);
                    DamageNewestOfTwo(host);
                });
                break;
            default:
                break;
        }
    }

    // There is none before the first request.
    private static void LoseIndex(StoreHost host)
    {
        if (Directory.Exists(host.IndexDirectory))
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
        }
    }

    private static void DamageNewestOfTwo(StoreHost host)
    {
        var directory = Path.Combine(host.CheckpointDirectory, "manifests");
        if (!Directory.Exists(directory))
        {
            return;
        }

        var manifests = Directory.GetFiles(directory).Order(StringComparer.Ordinal).ToList();
        if (manifests.Count == 2)
        {
            File.WriteAllText(manifests[1], "damage");
        }
    }

    // Transactions go in without waiting, so that they meet in groups, overlay layers and index in every mixture.
    private static async Task PipelineAsync(int seed)
    {
        var random = new RandomTransactions(seed);
        var model = await ModelAsync();
        await using var host = await StoreHost.StartAsync();
        for (var round = 0; round < 4; round++)
        {
            var script = Enumerable.Range(0, 1 + random.Below(60)).Select(_ => random.Next()).ToList();
            var outcomes = new List<Task<TransactionOutcome>>();
            host.Journals.IsManual = random.Below(2) == 0;
            foreach (var transaction in script)
            {
                outcomes.Add(host.SubmitAsync(transaction));
            }

            await FlushUntilAsync(host, Task.WhenAll(outcomes));
            foreach (var (transaction, outcome) in script.Zip(outcomes))
            {
                var expected = await model.TryCommitAsync(transaction);
                Assert.Equal(OutcomeText.Of(expected), OutcomeText.Of(await outcome));
            }

            if (random.Below(2) == 0)
            {
                await host.RestartAsync(() => Directory.Delete(host.IndexDirectory, recursive: true));
            }
        }

        await AssertSameHistoryAsync(host, model);
    }

    private static async Task CrashAsync(int seed)
    {
        var random = new RandomTransactions(seed);
        await using var host = await StoreHost.StartAsync(options => options.FeedTailSizeBytes = 1000);
        var expected = new long[4];
        for (var round = 0; round < 6; round++)
        {
            var work = Enumerable.Range(0, 40 + random.Below(100)).Select(_ => random.Below(expected.Length)).ToList();
            var outcomes = work.Select(key => host.SubmitAsync(Tx.Of($"p{key}", Tx.Increment("n", 1)))).ToList();
            var isCrash = random.Below(3) > 0;
            if (isCrash)
            {
                await outcomes[random.Below(outcomes.Count)];
                host.Journals.Fail(new IOException("crash"));
            }

            var done = await Task.WhenAll(outcomes);
            var deletesIndex = random.Below(2) == 0;
            await host.RestartAsync(
                deletesIndex ? () => Directory.Delete(host.IndexDirectory, recursive: true) : null, isCrash);
            for (var key = 0; key < expected.Length; key++)
            {
                var own = done.Where((_, i) => work[i] == key).ToList();
                var acknowledged = own.Count(outcome => outcome.IsResult);
                var unknown = own.Count(outcome => outcome.Fault?.Code == FaultCode.UnknownOutcome);
                var stored = (await host.GetAsync($"p{key}", "n"))?.Value.Number ?? 0;
                Assert.InRange(stored, expected[key] + acknowledged, expected[key] + acknowledged + unknown);
                expected[key] = stored;
            }
        }

        for (var key = 0; key < expected.Length; key++)
        {
            var changes = await HistoryAsync(host.Range, $"p{key}", (int)expected[key]);
            Assert.Equal(
                Enumerable.Range(1, (int)expected[key]).Select(n => (long)n),
                changes.Select(change => change.Entry!.Value.Number));
        }
    }

    private static async Task FlushUntilAsync(StoreHost host, Task all)
    {
        while (host.Journals.IsManual && !all.IsCompleted)
        {
            if (!host.Journals.LastOpened!.TryFlushOne())
            {
                await Task.Yield();
            }
        }

        host.Journals.IsManual = false;
        await all.WaitAsync(Patience);
    }

    private static async Task AssertSameHistoryAsync(StoreHost host, ITable model)
    {
        foreach (var pKey in (string[])["p", "q"])
        {
            var expected = new List<TableChange>();
            await foreach (var batch in model.WatchAsync(new WatchRequest { PKey = Tx.Bytes(pKey), FromRevision = 1 }))
            {
                expected.AddRange(batch.Changes);
                if (batch.Revision >= host.Range.GetInfo().Revision)
                {
                    break;
                }
            }

            var actual = await HistoryAsync(host.Range, pKey, expected.Count);
            Assert.Equal(expected.Select(OutcomeText.Of).Order(), actual.Select(OutcomeText.Of).Order());
        }
    }

    private static async Task<List<TableChange>> HistoryAsync(IRangeStore range, string pKey, int count)
    {
        var changes = new List<TableChange>();
        using var patience = new CancellationTokenSource(Patience);
        var request = new WatchRequest { PKey = Tx.Bytes(pKey), FromRevision = 1 };
        await foreach (var batch in range.WatchAsync(request, patience.Token))
        {
            changes.AddRange(batch.Changes);
            if (changes.Count >= count)
            {
                break;
            }
        }

        return changes;
    }

    private static async Task<ITable> ModelAsync()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync(
            InMemoryTableService.DefaultNamespace, "model", new StreamConfiguration());
        return await service.OpenTableAsync(InMemoryTableService.DefaultNamespace, "model");
    }

    private static Task CheckAsync(int scripts, Func<int, Task> run)
    {
        var asked = Environment.GetEnvironmentVariable("RANGE_MODEL_SEED");
        if (int.TryParse(asked, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed))
        {
            return run(seed);
        }

        var config = Config.QuickThrowOnFailure.WithName("RANGE_MODEL_SEED is the value below").WithMaxTest(scripts);
        var seeds = Arb.From(Gen.Choose(0, int.MaxValue), _ => []);
        var property = Prop.ForAll(seeds, value => run(value).GetAwaiter().GetResult());
        return Task.Run(() => Check.One(config, property));
    }
}
