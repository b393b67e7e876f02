using System.Buffers;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>
/// Bytes that look like frames and are none: images of the log in values, and what recycled files held.
/// </summary>
public sealed class ForgeryTests
{
    private const string Data = "/data";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Open_WhenValuesHoldTheLogItself_DoesNotTakeThemForFrames()
    {
        var disk = new SimulatedDisk();
        var options = JournalTestStore.Options(Data);
        await using var store = JournalTestStore.Open(options, disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        for (var i = 0; i < 6; i++)
        {
            // Shifted so that, in some copy, the image lies on a page boundary of the file.
            var log = disk.Files.First(path => path.EndsWith(".log", StringComparison.Ordinal));
            var image = disk.BytesOf(log)[..(20 << 10)];
            var builder = new RecordGroupBuilder(journal.LastLsn + 1);
            builder.BeginRecord().Write(new byte[4096 - 64 - 56 - 4]);
            builder.EndRecord();
            builder.BeginRecord().Write(new byte[4096 - 4].Concat(image).ToArray());
            builder.EndRecord();
            await journal.AppendAsync(builder.Build());
        }

        var whole = Groups(journal);
        var killed = disk.Copy();
        await using var reopened = JournalTestStore.Open(options, killed);
        Assert.Equal(whole, Groups(await reopened.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Open_WhenFilesWereRecycled_TakesNoStaleFrame(int seed)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        var options = JournalTestStore.Options(Data);
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 96 << 10;
        var model = new JournalModel();
        var store = JournalTestStore.Open(options, disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        model.Create(JournalTestStore.Range);
        var journal = (await model.OpenAllAndCompareAsync(store))[0];
        for (var i = 0; i < 200; i++)
        {
            Assert.True(await model.AppendAsync(journal, $"{i} " + new string('v', random.Next(1, 5000))));
            if (i % 7 == 0)
            {
                await using var killed = JournalTestStore.Open(options, disk.Copy());
                var journals = await model.OpenAllAndCompareAsync(killed);
                Assert.Equal(model.Sure(JournalTestStore.Range), journals[0].ReadAll());
            }
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task OpenReader_BesideAppendsCopyingAndRecycling_SeesEveryRecordOnceInOrder()
    {
        using var directory = new TemporaryDirectory();
        var options = JournalTestStore.Options(directory.Path);
        options.CommitLogFileSizeBytes = 64 << 10;
        options.CommitLogSizeMaxBytes = 192 << 10;
        const int Count = 600;
        await using var store = JournalTestStore.Open(options, new PosixFileLayer());
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await using var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () => ReadUntil(journal, Count), None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        for (var i = 1; i <= Count; i++)
        {
            await journal.AppendAsync($"{i}" + new string('v', i % 50 * 60));
        }

        Assert.All(await Task.WhenAll(readers), isGapless => Assert.True(isGapless));
    }

    private static bool ReadUntil(IRangeJournal journal, long lastLsn)
    {
        using var reader = journal.OpenReader(1);
        long expected = 1;
        while (expected <= lastLsn)
        {
            if (!reader.TryRead(out var group))
            {
                Thread.Yield();
                continue;
            }

            foreach (var record in group)
            {
                var text = System.Text.Encoding.UTF8.GetString(record.Payload.Span).TrimEnd('v');
                if (record.Lsn != expected || text != $"{expected}")
                {
                    return false;
                }

                expected++;
            }
        }

        return true;
    }

    private static List<string> Groups(IRangeJournal journal)
    {
        using var reader = journal.OpenReader(1);
        var groups = new List<string>();
        while (reader.TryRead(out var group))
        {
            groups.Add($"{group.FirstLsn} {group.Count} {Convert.ToHexString(group.Bytes.Span)}");
        }

        return groups;
    }
}
