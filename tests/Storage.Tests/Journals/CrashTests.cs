using Orleans.TableService.Storage.Journals;
using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class CrashTests(ITestOutputHelper output)
{
    private const string Data = "/data";
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Open_AfterPowerCuts_HasAllThatWasAcknowledged(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        var model = new JournalModel();
        for (var life = 0; life < 6; life++)
        {
            disk.PowerFailsAt = life == 5 ? int.MaxValue : disk.OperationCount + random.Next(20, 400);
            await LiveAsync(disk, model, random);
            disk = disk.AfterPowerCut((_, _) => random.Next(2) == 0);
        }
    }

    /// <summary>As above, with a range that cannot be copied to its segments most of the time.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Open_AfterPowerCutsWithARangeThatCannotBeCopied_HasAllThatWasAcknowledged(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        var model = new JournalModel();
        for (var life = 0; life < 6; life++)
        {
            var isStuck = life < 5 && random.Next(4) > 0;
            disk.Fault = (operation, path) =>
                isStuck && operation is DiskOperation.Create or DiskOperation.Flush
                    && path.Contains("/1026/segments/", StringComparison.Ordinal)
                    ? new IOException("No space left on device")
                    : null;
            disk.PowerFailsAt = life == 5 ? int.MaxValue : disk.OperationCount + random.Next(20, 600);
            await LiveAsync(disk, model, random);
            disk = disk.AfterPowerCut((_, _) => random.Next(2) == 0);
        }
    }

    private static async Task LiveAsync(SimulatedDisk disk, JournalModel model, Random random)
    {
        FileJournalStore store;
        try
        {
            store = JournalTestStore.Open(SmallOptions(), disk);
        }
        catch (IOException)
        {
            return;
        }

        await using (store)
        {
            try
            {
                await WorkAsync(store, model, random);
            }
            catch (Exception e) when (disk.PowerFailsAt == 0
                && e is (TableException or IOException) and not JournalCorruptedException)
            {
                // The power is off.
            }
        }
    }

    private static async Task WorkAsync(FileJournalStore store, JournalModel model, Random random)
    {
        if (!model.Ranges.Any())
        {
            foreach (var range in Enumerable.Range(0, 4).Select(i => new RangeId(new TableStreamId(1024), 1024 + i)))
            {
                await store.CreateAsync(range, JournalTestStore.JournalId, None);
                model.Create(range);
            }
        }

        var journals = await model.OpenAllAndCompareAsync(store);
        for (var i = 0; i < 150; i++)
        {
            var journal = journals[Math.Min(random.Next(journals.Count), random.Next(journals.Count))];
            if (journal.WriteRefusal is not null)
            {
                continue;
            }

            var payloads = Enumerable.Range(0, random.Next(1, 4))
                .Select(n => $"{i}.{n}." + new string('v', random.Next(0, 3000)))
                .ToArray();
            if (!await model.AppendAsync(journal, payloads)
                || (random.Next(12) == 0 && !await model.TrimAsync(journal, random.Next(1, (int)journal.LastLsn + 2))))
            {
                return;
            }
        }
    }

    private static StorageOptions SmallOptions()
    {
        var options = JournalTestStore.Options(Data);
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 128 << 10;
        options.SegmentSizeBytes = 32 << 10;
        return options;
    }
}
