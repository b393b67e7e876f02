using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>
/// Every cut and every flipped byte of a small store: all that was acknowledged, or a refusal that says where.
/// </summary>
public sealed class DamageTests
{
    private const string Data = "/data";
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_WithAnyByteFlipped_HasEverythingOrRefuses(bool isClosed)
    {
        var (disk, model) = await MakeAsync(isClosed);
        var last = LastFrame(disk);
        foreach (var path in disk.Files.Where(path => path.EndsWith(".log", StringComparison.Ordinal)))
        {
            foreach (var (offset, frame) in WrittenBytes(disk, path))
            {
                var damaged = disk.Copy();
                damaged.BytesOf(path)[offset] ^= 0x10;
                var mayLoseLast = !isClosed && (path, frame) == last;
                await RequireAllOrRefusalAsync(damaged, model, path, frame, mayLoseLast);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_WithTheLogCutOffAnywhere_Refuses(bool isClosed)
    {
        var (disk, model) = await MakeAsync(isClosed);
        foreach (var path in disk.Files.Where(path => path.EndsWith(".log", StringComparison.Ordinal)))
        {
            foreach (var (offset, _) in WrittenBytes(disk, path))
            {
                var damaged = disk.Copy();
                damaged.Truncate(path, offset);

                // A file has its full size before it gets its name.
                var refusal = Assert.Throws<JournalCorruptedException>(
                    () => JournalTestStore.Open(SmallOptions(), damaged));
                Assert.Equal((path, offset), (refusal.File, refusal.Position));
            }
        }
    }

    [Fact]
    public async Task Open_WithAnyLogFileMissing_RefusesUnlessNobodyNeedsIt()
    {
        var (disk, model) = await MakeAsync(isClosed: true);
        var logs = disk.Files.Where(path => path.EndsWith(".log", StringComparison.Ordinal)).ToList();
        Assert.True(logs.Count > 2);
        foreach (var path in logs.SkipLast(1))
        {
            var damaged = disk.Copy();
            damaged.Delete(path);
            await RequireAllOrRefusalAsync(damaged, model, null, 0, mayLoseLast: false);
        }
    }

    [Fact]
    public async Task Open_WithAnyByteOfASegmentFlipped_RefusesThatRangeAlone()
    {
        var (disk, model) = await MakeAsync(isClosed: true);
        var ranges = model.Ranges.ToList();
        var segments = disk.Files.Where(path => path.EndsWith(".seg", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(segments);
        foreach (var path in segments.Take(3))
        {
            var size = disk.BytesOf(path).Length;
            for (var offset = 0; offset < size; offset += offset < 400 ? 1 : 97)
            {
                var damaged = disk.Copy();
                damaged.BytesOf(path)[offset] ^= 0x10;
                await RequireOthersAsync(damaged, model, ranges, path);
            }

            for (var length = 0; length < size; length += length < 400 ? 1 : 97)
            {
                var damaged = disk.Copy();
                damaged.Truncate(path, length);
                await RequireOthersAsync(damaged, model, ranges, path);
            }
        }
    }

    private static async Task RequireOthersAsync(
        SimulatedDisk damaged, JournalModel model, List<RangeId> ranges, string path)
    {
        await using var store = JournalTestStore.Open(SmallOptions(), damaged);
        foreach (var range in ranges)
        {
            var isDamaged = path.Contains($"/{range.Number}/segments", StringComparison.Ordinal);
            try
            {
                await using var journal = await store.OpenAsync(range, JournalTestStore.JournalId, None);
                Assert.Equal(model.Sure(range), JournalModel.Found(journal));
            }
            catch (JournalCorruptedException e) when (isDamaged)
            {
                Assert.Equal(path, e.File);
            }
        }
    }

    private static async Task RequireAllOrRefusalAsync(
        SimulatedDisk damaged, JournalModel model, string? path, long frame, bool mayLoseLast)
    {
        FileJournalStore store;
        try
        {
            store = JournalTestStore.Open(SmallOptions(), damaged);
        }
        catch (JournalCorruptedException e)
        {
            if (path is not null)
            {
                Assert.Equal(path, e.File);
                Assert.Equal(frame, e.Position);
            }

            return;
        }

        await using (store)
        {
            foreach (var range in model.Ranges)
            {
                await using var journal = await store.OpenAsync(range, JournalTestStore.JournalId, None);
                var found = JournalModel.Found(journal);
                var sure = model.Sure(range);
                if (mayLoseLast && range == model.LastRange && found.Count == sure.Count - 1)
                {
                    sure = [.. sure.SkipLast(1)];
                }

                Assert.True(sure.SequenceEqual(found), $"{path} {frame} {range}: {string.Join(' ', found)}");
            }
        }
    }

    /// <summary>
    /// A store whose log has several files, with some ranges copied to segments and the oldest files gone.
    /// </summary>
    private static async Task<(SimulatedDisk Disk, JournalModel Model)> MakeAsync(bool isClosed)
    {
        var disk = new SimulatedDisk();
        var (store, model, journals) = await JournalModel.StartAsync(
            disk,
            SmallOptions(),
            [.. Enumerable.Range(1024, 3).Select(number => new RangeId(new TableStreamId(1024), number))]);
        for (var i = 0; i < 60; i++)
        {
            Assert.True(await model.AppendAsync(journals[i % 3], $"{i} " + new string('v', i % 7)));
            if (i is 20 or 50)
            {
                Assert.True(await model.TrimAsync(journals[0], i / 4));
                Assert.True(await model.TrimAsync(journals[2], i / 3));
            }
        }

        if (isClosed)
        {
            await store.DisposeAsync();
            return (disk.Copy(), model);
        }

        var killed = disk.Copy();
        disk.PowerFailsAt = 0;
        await store.DisposeAsync();
        return (killed, model);
    }

    /// <summary>The last frame of all: nothing that follows it proves it.</summary>
    private static (string Path, long Frame) LastFrame(SimulatedDisk disk) =>
        disk.Files
            .Where(path => path.EndsWith(".log", StringComparison.Ordinal))
            .SelectMany(path => WrittenBytes(disk, path).Select(written => (path, written.Frame)))
            .Last();

    /// <summary>The bytes of all frames of a file, without their padding, which no checksum covers.</summary>
    private static IEnumerable<(int Offset, long Frame)> WrittenBytes(SimulatedDisk disk, string path) =>
        LogFrames.Of(disk, path).SelectMany(
            frame => Enumerable.Range(0, frame.Length), (frame, at) => ((int)frame.Offset + at, frame.Offset));

    private static StorageOptions SmallOptions()
    {
        var options = JournalTestStore.Options(Data);
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 256 << 10;
        options.SegmentSizeBytes = 4 << 10;
        return options;
    }
}
