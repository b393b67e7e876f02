using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Inspection;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Tests.Disks;
using Orleans.TableService.Storage.Tests.Journals;

namespace Orleans.TableService.Storage.Tests.Inspection;

/// <summary>Every damage is found where it is, and what an opening refuses is told in the same words.</summary>
public sealed class JournalVerifierTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Verify_OfAnIntactStore_FindsNothingAndComparesCopies(bool isClosed)
    {
        var report = StoppedStore.Verify(await MakeAsync(isClosed));

        Assert.Empty(report.Damages);
        Assert.Null(report.TornTail);
        Assert.Equal(3, report.RangeCount);
        Assert.True(report.LogFileCount > 2, $"{report.LogFileCount} files");
        Assert.True(report.SegmentCount > 3, $"{report.SegmentCount} segments");

        // Closing may give back what the copies are compared with.
        Assert.InRange(report.ComparedGroupCount, isClosed ? 0 : 1, report.SegmentRecordCount);
        Assert.True(report.LogRecordCount >= report.ComparedGroupCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Verify_WithAByteOfTheLogFlipped_SaysWhatAnOpeningSays(bool isClosed)
    {
        var disk = await MakeAsync(isClosed);
        var last = FilesOf(disk, ".log").Select(path => (path, WrittenBytes(disk, path).Last().Frame)).Last();
        var marks = FilesOf(disk, ".log").Select(path => (path, LastMark(disk, path))).ToHashSet();
        foreach (var path in FilesOf(disk, ".log"))
        {
            foreach (var (offset, frame) in WrittenBytes(disk, path))
            {
                var damaged = disk.Copy();
                damaged.BytesOf(path)[offset] ^= 0x10;
                var report = StoppedStore.Verify(damaged);
                var refusal = await RefusalAsync(damaged);
                var places = report.Damages.Select(damage => (damage.File, damage.Offset)).ToList();
                if (refusal is null)
                {
                    Assert.All(report.Damages, damage => Assert.True(damage.IsRedundant));

                    // The last frame of all, if it is not even known for one, was never written. What a mark at the end
                    // of a closed log states, the start of the next file states too.
                    Assert.True(
                        report.TornTail == (path, frame)
                            || places.Contains((path, frame))
                            || last == (path, frame)
                            || marks.Contains((path, frame)),
                        $"{path} byte {offset} of the frame at {frame} is not found");
                    continue;
                }

                Assert.Equal((path, frame), (refusal.File, refusal.Position));
                Assert.Contains((path, frame), places);
                Assert.All(report.Damages, damage => Assert.False(damage.IsRedundant));
                Assert.Null(report.TornTail);
            }
        }
    }

    [Fact]
    public async Task Verify_WithAByteOfAnySegmentFlipped_FindsIt()
    {
        var disk = await MakeAsync(isClosed: true);
        foreach (var path in FilesOf(disk, ".seg"))
        {
            var size = disk.BytesOf(path).Length;
            for (var offset = 0; offset < size; offset += offset < 256 ? 7 : 311)
            {
                var damaged = disk.Copy();
                damaged.BytesOf(path)[offset] ^= 0x10;
                var report = StoppedStore.Verify(damaged);
                if (await IsReadAsync(damaged))
                {
                    // Behind the part that the log proves, a copy means nothing.
                    continue;
                }

                var damage = Assert.Single(report.Damages, damage => damage.File == path);
                Assert.InRange(damage.Offset, 0, offset);
                Assert.False(damage.IsRedundant);
                Assert.NotNull(damage.Range);
            }
        }
    }

    [Fact]
    public async Task Verify_WithTwoDamagesInOneSegment_NamesBoth()
    {
        var disk = await MakeAsync(isClosed: true);
        var found = 0;
        foreach (var path in FilesOf(disk, ".seg").Where(path => Chunks(disk, path).Count > 2))
        {
            var chunks = Chunks(disk, path);
            var damaged = disk.Copy();
            damaged.BytesOf(path)[chunks[0] + 20] ^= 1;
            damaged.BytesOf(path)[chunks[2] + ChunkHeader.SizeBytes + 3] ^= 1;
            var places = StoppedStore.Verify(damaged).Damages
                .Where(damage => damage.File == path)
                .Select(damage => (int)damage.Offset);

            // The last segment of a range holds chunks that the log does not prove yet.
            found += places.SequenceEqual([chunks[0], chunks[2]]) ? 1 : 0;
        }

        Assert.True(found > 2, $"{found} of the segments");
    }

    [Fact]
    public async Task Verify_WithASegmentThatDiffersFromTheLog_FindsIt()
    {
        var disk = await MakeAsync(isClosed: false);
        var found = 0;
        foreach (var path in FilesOf(disk, ".seg"))
        {
            foreach (var chunk in Chunks(disk, path))
            {
                var forged = disk.Copy();
                Forge(forged, path, chunk);
                found += StoppedStore.Verify(forged).Damages.Count(
                    damage => damage.File == path
                        && damage.Offset > chunk
                        && damage.What.Contains("differs from its copy", StringComparison.Ordinal));
            }
        }

        Assert.InRange(found, 1, int.MaxValue);
    }

    [Fact]
    public async Task Verify_WithASegmentMissingOrCutOff_SaysSo()
    {
        var disk = await MakeAsync(isClosed: true);
        var path = FilesOf(disk, ".seg").First();
        var missing = disk.Copy();
        missing.Delete(path);
        Assert.Contains(StoppedStore.Verify(missing).Damages, damage => damage.File == path && damage.Offset == 0);
        var cut = disk.Copy();
        cut.Truncate(path, 300);
        Assert.Contains(StoppedStore.Verify(cut).Damages, damage => damage.File == path && damage.Offset == 300);
    }

    private static async Task<JournalCorruptedException?> RefusalAsync(SimulatedDisk disk)
    {
        try
        {
            await JournalTestStore.Open(Options(), disk.Copy()).DisposeAsync();
            return null;
        }
        catch (JournalCorruptedException e)
        {
            return e;
        }
    }

    private static async Task<bool> IsReadAsync(SimulatedDisk disk)
    {
        await using var store = JournalTestStore.Open(Options(), disk.Copy());
        try
        {
            foreach (var range in store.ListRanges())
            {
                await using var journal = await store.OpenAsync(range, JournalTestStore.JournalId, None);
                journal.ReadAll();
            }

            return true;
        }
        catch (JournalCorruptedException)
        {
            return false;
        }
    }

    // Changes the last record of a chunk and mends the checksums of the segment around it.
    private static void Forge(SimulatedDisk disk, string path, int start)
    {
        var bytes = disk.BytesOf(path).AsSpan();
        Assert.True(ChunkHeader.TryRead(bytes[start..], out var chunk, out _));
        var body = bytes.Slice(start + ChunkHeader.SizeBytes, chunk.BodyLength);
        var all = body;
        while (LogEntry.Read(body).Length < body.Length)
        {
            body = body[LogEntry.Read(body).Length..];
        }

        var entry = LogEntry.Read(body);
        var records = body[LogEntry.DataHeaderSizeBytes..entry.Length].ToArray();
        records[^1] ^= 1;
        LogEntry.WriteData(body[..entry.Length], entry, records);
        (chunk with { BodyCrc = Storage.Files.Checksum.Of(all) }).Write(bytes.Slice(start, ChunkHeader.SizeBytes));
    }

    private static List<int> Chunks(SimulatedDisk disk, string path)
    {
        var bytes = disk.BytesOf(path);
        var chunks = new List<int>();
        for (var at = SegmentHeader.SizeBytes;
            ChunkHeader.TryRead(bytes.AsSpan(at), out var chunk, out _);
            at = (int)chunk.End)
        {
            chunks.Add(at);
            if (chunk.End >= bytes.Length)
            {
                break;
            }
        }

        return chunks;
    }

    private static IEnumerable<string> FilesOf(SimulatedDisk disk, string extension) =>
        disk.Files.Where(path => path.EndsWith(extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    // Each range gets a copy after every round. Now and then the log has reached half of its bound: all copies are
    // stated then, and the oldest file goes. That is the time when most of what is in segments is in the log too.
    private static async Task<SimulatedDisk> MakeAsync(bool isClosed)
    {
        var disk = new SimulatedDisk();
        var (store, _, journals) = await JournalModel.StartAsync(disk, Options(), StoppedStore.Ranges);
        const int RoundsMin = 16;
        const int ComparedMin = 10;
        var killed = disk.Copy();
        for (var round = 0; round < RoundsMin || StoppedStore.Verify(killed).ComparedGroupCount < ComparedMin; round++)
        {
            Assert.True(round < 10 * RoundsMin, "copies are not stated");
            for (var i = 0; i < 9; i++)
            {
                await journals[i % 3].AppendAsync($"{round} {i} " + new string('v', (i % 7 * 40) + 60));
            }

            await WaitForCopiesAsync(store);
            killed = disk.Copy();
        }

        if (!isClosed)
        {
            disk.PowerFailsAt = 0;
        }

        await store.DisposeAsync();
        return isClosed ? disk.Copy() : killed;
    }

    // Files of ranges are deleted where copies are made, and after those that were asked for before.
    private static async Task WaitForCopiesAsync(FileJournalStore store)
    {
        var passing = new RangeId(new TableStreamId(1025), 1024);
        await store.CreateAsync(passing, Guid.NewGuid(), None);
        await store.DeleteAsync(passing, None);
    }

    private static long LastMark(SimulatedDisk disk, string path)
    {
        var last = WrittenBytes(disk, path).Last().Frame;
        return FrameHeader.TryRead(disk.BytesOf(path).AsSpan((int)last), out var frame) && frame.EntryCount == 0
            ? last
            : -1;
    }

    /// <summary>The bytes of all frames of a file, a few of each.</summary>
    private static IEnumerable<(int Offset, long Frame)> WrittenBytes(SimulatedDisk disk, string path)
    {
        foreach (var frame in LogFrames.Of(disk, path))
        {
            for (var at = 0; at < frame.Length; at += 1 + (frame.Length / 9))
            {
                yield return ((int)frame.Offset + at, frame.Offset);
            }
        }
    }

    private static StorageOptions Options()
    {
        var options = JournalTestStore.Options(StoppedStore.Data);
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 640 << 10;
        options.SegmentSizeBytes = 4 << 10;
        options.SegmentCopySizeBytes = 300;
        return options;
    }
}
