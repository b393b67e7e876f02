using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Storage;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>What checkpoints cost those who write meanwhile, and how fast an index comes back from one.</summary>
internal static class CheckpointScenario
{
    private const int Keys = 400_000;
    private const int ValueSizeBytes = 1024;
    private const int Turns = 3;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Sustained = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(8);

    private static readonly RangeDescriptor Descriptor = new()
    {
        Id = new RangeId(new TableStreamId(1024), 1024),
        JournalId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
        KeyType = KeyType.Hash,
        Interval = KeyInterval.All,
        MapVersion = 1,
    };

    private static readonly CheckpointNames Names = new(Descriptor.Id, Descriptor.JournalId);
    private static readonly Entries Values = new(1, Keys, ValueSizeBytes, 1);

    public static async Task RunAsync(string directory)
    {
        Report.Heading($"checkpoints of one range, {Keys:N0} entries of {ValueSizeBytes} random bytes");
        Report.Figure("SHA-256, one thread", $"{HashSpeed():N0} MiB/s");
        var options = new StorageOptions { DataDirectory = directory };

        // None but those that are asked for: the load without them is without them.
        options.Checkpoints.IntervalSizeBytes = options.Checkpoints.IdleSizeBytes = 1L << 40;
        var (cached, durable) = NewFile.Measure(directory);
        Report.Figure("512 MiB to a new file, not yet to the disk", cached);
        Report.Figure("512 MiB to a new file, durable", durable);
        await using (var engine = MakeEngine(options))
        {
            await engine.CreateRangeAsync(Descriptor, default);
            var range = await engine.OpenRangeAsync(Descriptor, default);
            await FillAsync(range);
            var first = Stopwatch.StartNew();
            await range.CheckpointAsync(default);
            Report.Figure(
                string.Create(CultureInfo.InvariantCulture, $"first checkpoint, {SizeMiB(Newest(options)):N0} MiB"),
                string.Create(CultureInfo.InvariantCulture, $"{first.Elapsed.TotalSeconds:N1} s"));
            await PutsAsync(range);
            await range.CheckpointAsync(default);
        }

        Restore(options, linked: true);
        Restore(options, linked: false);
        Directory.Delete(Path.Combine(directory, "index"), recursive: true);
        await using (var engine = MakeEngine(options))
        {
            var watch = Stopwatch.StartNew();
            var range = await engine.OpenRangeAsync(Descriptor, default);
            await range.SubmitAsync(Put(1, 1), default);
            Report.Figure("index gone: open until the first write", $"{watch.Elapsed.TotalMilliseconds:N0} ms");
        }
    }

    private static StorageEngine MakeEngine(StorageOptions options) => new(new StorageEngineSetup
    {
        Options = options,
        OpenJournals = _ => Task.Run<IJournalStore>(
            () => FileJournalStore.Open(options, TimeProvider.System, NullLogger<FileJournalStore>.Instance)),
    });

    private static Task FillAsync(IRangeStore range) => Task.WhenAll(Enumerable.Range(0, 64).Select(async caller =>
    {
        for (var key = caller; key < Keys; key += 64)
        {
            (await range.SubmitAsync(Put(key, 0), default)).GetResultOrThrow();
        }
    }));

    private static async Task PutsAsync(IRangeStore range)
    {
        var most = await Load.BestOfThreeAsync(64, TimeSpan.FromSeconds(2), PutAsync);
        Report.Line("durable put, 64 callers, bursts", most);
        most = await Load.Of(64, Sustained, PutAsync)();
        Report.Line("durable put, 64 callers, sustained", most);
        var (without, during) = (new List<TimeSpan>(), new List<TimeSpan>());
        var count = 0;
        for (var turn = 0; turn < Turns; turn++)
        {
            // What went before, at first the greatest load, is worked off.
            await PacedLoad.RunAsync(most.PerSecond / 2, Settling, PutAsync);
            foreach (var takes in (bool[])[turn % 2 == 1, turn % 2 == 0])
            {
                if (takes)
                {
                    during.AddRange(await WithCheckpointsAsync());
                }
                else
                {
                    without.AddRange(await PacedAsync("without checkpoints"));
                }
            }
        }

        without.Sort();
        during.Sort();
        foreach (var share in (double[])[0.5, 0.99, 0.999])
        {
            var (before, then) = (PacedLoad.PercentileMs(without, share), PacedLoad.PercentileMs(during, share));
            Report.Figure(
                $"put at half load, p{share * 100:0.#}, with checkpoints",
                $"{then:N2} ms",
                string.Create(
                    CultureInfo.InvariantCulture, $"{then / before:N1} x {before:N2} ms without (goal: 3 x)"));
        }

        Report.Figure("checkpoints during that", $"{count}");

        async Task<TimeSpan[]> WithCheckpointsAsync()
        {
            using var stop = new CancellationTokenSource();
            var checkpoints = Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await range.CheckpointAsync(default);
                    count++;
                }
            });
            var latencies = await PacedAsync("with checkpoints");
            await stop.CancelAsync();
            await checkpoints;
            return latencies;
        }

        async Task<TimeSpan[]> PacedAsync(string name)
        {
            using var slow = new SlowSteps();
            var (pauses, collections) = (GC.GetTotalPauseDuration(), GC.CollectionCount(2));
            var latencies = await PacedLoad.RunAsync(most.PerSecond / 2, Turn, PutAsync);
            Report.Figure(
                $"at half load {name}: p99",
                string.Create(CultureInfo.InvariantCulture, $"{PacedLoad.PercentileMs(latencies, 0.99):N2} ms"),
                $"pauses of the collector {(GC.GetTotalPauseDuration() - pauses).TotalMilliseconds:N0} ms, "
                + $"{GC.CollectionCount(2) - collections} full ones");
            slow.Print();
            return latencies;
        }

        async ValueTask PutAsync(int caller, long turn) =>
            (await range.SubmitAsync(Put((caller * 7919) + turn, turn), default)).GetResultOrThrow();
    }

    private static void Restore(StorageOptions options, bool linked)
    {
        IFileLayer files = linked ? new PosixFileLayer() : new NoLinks();
        var newest = Newest(options);
        var target = Path.Combine(options.DataDirectory, "restored");
        var watch = Stopwatch.StartNew();
        new CheckpointRestorer(Tools(options, files), Names).Restore(newest, target, default);
        Report.Figure(
            $"restore by {(linked ? "links" : "copies")}, verified, {SizeMiB(newest):N0} MiB",
            $"{SizeMiB(newest) / watch.Elapsed.TotalSeconds:N0} MiB/s",
            "goal 400 MiB/s");
        Directory.Delete(target, recursive: true);
    }

    private static CheckpointManifest Newest(StorageOptions options) =>
        CheckpointCatalog.Load(Tools(options, new PosixFileLayer()).Store, Names, default).Checkpoints[0].Manifest!;

    private static double SizeMiB(CheckpointManifest checkpoint) => checkpoint.SizeBytes / 1048576.0;

    private static CheckpointTools Tools(StorageOptions options, IFileLayer storeFiles) => CheckpointTools.Unlimited(
        new PosixFileLayer(),
        new LocalCheckpointStore(CheckpointService.DirectoryOf(options), storeFiles),
        TimeSpan.FromSeconds(30));

    private static TableTransaction Put(long key, long turn)
    {
        return new TableTransaction
        {
            PKey = Entries.Key(key % Keys),
            Success = [new PutOperation { LKey = "k"u8.ToArray(), Value = Values.Value(key + turn) }],
        };
    }

    private static double HashSpeed()
    {
        var piece = new byte[1 << 20];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 1024; i++)
        {
            hash.AppendData(piece);
        }

        hash.GetHashAndReset();
        return 1024 / watch.Elapsed.TotalSeconds;
    }

    /// <summary>A file system without links.</summary>
    private sealed class NoLinks() : DelegatingFileLayer(new PosixFileLayer())
    {
        public override bool TryLink(string from, string to) => false;
    }
}
