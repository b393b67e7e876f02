using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>Files that an earlier program wrote, byte for byte: what a format is, and that it is still read.</summary>
public sealed class GoldenTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Open_OfVersion1_ReadsEveryRecord()
    {
        using var directory = new TemporaryDirectory();
        Copy(Path.Combine(AppContext.BaseDirectory, "Journals", "Golden", "v1"), directory.Path);
        await using var store = JournalTestStore.Open(directory.Path);
        Assert.Equal(
            [JournalTestStore.Range, new RangeId(new TableStreamId(1024), 1025)],
            store.ListRanges().OrderBy(range => range.Number));
        foreach (var (number, count) in new[] { (1024, 56), (1025, 4) })
        {
            var range = new RangeId(new TableStreamId(1024), number);
            await using var journal = await store.OpenAsync(range, JournalTestStore.JournalId, None);
            Assert.Equal(3, journal.Epoch);
            Assert.Equal(
                Enumerable.Range(1, count).Select(
                    lsn => lsn % 2 == 1 ? $"{lsn}:record {lsn} of {number}" : $"{lsn}:{new string('x', 100)}"),
                journal.ReadAll());
        }
    }

    [Fact]
    public void Finish_OfAGroupFrame_HasTheDocumentedBytes()
    {
        var frame = new FrameBuilder();
        frame.Begin(FrameKind.Group);
        var entry = new LogEntry
        {
            Kind = LogEntryKind.Data,
            Range = new RangeId(new TableStreamId(0x0101), 0x0202),
            Epoch = 3,
            FirstLsn = 8,
            PreviousLsn = 7,
            Count = 1,
        };
        frame.AddData(entry, [2, 0, 0, 0, 0xAA, 0xBB]);
        var bytes = frame.Finish(new LogFileId(5, 6), 4096, new LogPosition(5, 4096), 0x12345678, out var crc);

        Assert.Equal(4096, bytes.Length);
        Assert.Equal(Checksum.OfAllBut(bytes[..126], 12), crc);
        Assert.Equal(
            "4F544C46" + "0200" + "0200" + "7E000000" + Convert.ToHexString(BitConverter.GetBytes(crc))
            + "0500000000000000" + "0600000000000000" + "0010000000000000"
            + "0500000000000000" + "0010000000000000" + "78563412" + "01000000"
            + "01000000" + "3E000000" + "0101000000000000" + "0202000000000000"
            + "0300000000000000" + "0800000000000000" + "0700000000000000" + "01000000",
            Convert.ToHexString(bytes[..(64 + 52)]));
        Assert.Equal("02000000AABB", Convert.ToHexString(bytes[120..126]));
        Assert.True(LogEntry.IsDataIntact(bytes[64..126]));
    }

    [Fact]
    public void Finish_OfAFrameWithAMovedGroup_HasTheDocumentedBytes()
    {
        var range = new RangeId(new TableStreamId(0x0101), 0x0202);
        var data = new byte[LogEntry.DataHeaderSizeBytes + 6];
        var entry = new LogEntry
        {
            Kind = LogEntryKind.Data,
            Range = range,
            Epoch = 3,
            FirstLsn = 8,
            PreviousLsn = 7,
            Count = 1,
        };
        LogEntry.WriteData(data, entry with { Length = data.Length }, [2, 0, 0, 0, 0xAA, 0xBB]);
        var frame = new FrameBuilder();
        frame.Begin(FrameKind.Group);
        Assert.Equal(64 + 24, frame.AddMoved(range, data));
        var bytes = frame.Finish(new LogFileId(5, 6), 4096, new LogPosition(5, 4096), 0x12345678, out _);

        Assert.Equal("4F544C46" + "0200" + "0200" + "96000000", Convert.ToHexString(bytes[..12]));
        Assert.Equal("01000000", Convert.ToHexString(bytes[60..64]));
        Assert.Equal(
            "08000000" + "56000000" + "0101000000000000" + "0202000000000000"
            + "01000000" + "3E000000" + "0101000000000000" + "0202000000000000"
            + "0300000000000000" + "0800000000000000" + "0700000000000000" + "01000000",
            Convert.ToHexString(bytes[64..140]));
        Assert.Equal("02000000AABB", Convert.ToHexString(bytes[144..150]));
        var read = LogEntry.Read(bytes[64..150]);
        Assert.Equal((LogEntryKind.Moved, 86, range), (read.Kind, read.Length, read.Range));
        Assert.True(LogEntry.IsDataIntact(bytes[88..150]));
    }

    [Fact]
    public void Of_TheCheckInput_IsThePublishedChecksum() =>
        Assert.Equal(0xE3069283, Checksum.Of("123456789"u8));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
