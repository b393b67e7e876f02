using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>
/// Two groups were written and neither flushed when the power went: a disk may keep the second and lose the first.
/// </summary>
/// <remarks>
/// Today's writer flushes each frame before it writes the next, so the frames are made by hand: the rule is the
/// format's, whatever writes it.
/// </remarks>
public sealed class PowerCutTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly StorageOptions _options = JournalTestStore.Options("/data");

    [Theory]
    [InlineData(false, false, "alpha|beta")]
    [InlineData(false, true, "alpha|beta")]
    [InlineData(true, false, "alpha|beta|n")]
    [InlineData(true, true, "alpha|beta|n|n+1")]
    public async Task Open_WhenUnprovedGroupsAreKeptOrLost_KeepsTheUnbrokenOnes(
        bool keepsFirst,
        bool keepsSecond,
        string expected)
    {
        var disk = await DiskAfterPowerCutAsync(keepsFirst, keepsSecond, secondProvesFirst: false);

        await using var store = JournalTestStore.Open(_options, disk);
        var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);

        Assert.Equal(expected.Split('|').Select((payload, i) => $"{i + 1}:{payload}"), journal.ReadAll());
    }

    [Fact]
    public async Task Open_WhenTheLostGroupIsProvedByTheNext_RefusesWithFileAndByte()
    {
        var disk = await DiskAfterPowerCutAsync(keepsFirst: false, keepsSecond: true, secondProvesFirst: true);

        var error = Assert.Throws<JournalCorruptedException>(() => JournalTestStore.Open(_options, disk));

        Assert.EndsWith(".log", error.File, StringComparison.Ordinal);
        Assert.Equal(0, error.Position % FrameHeader.AlignmentBytes);
        Assert.NotEqual(0, error.Position);
    }

    private async Task<SimulatedDisk> DiskAfterPowerCutAsync(bool keepsFirst, bool keepsSecond, bool secondProvesFirst)
    {
        var disk = new SimulatedDisk();
        await using var store = JournalTestStore.Open(_options, disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await journal.AppendAsync("alpha");
        await journal.AppendAsync("beta");
        var cut = disk.Copy();
        var path = cut.Files.Single(file => file.EndsWith(".log", StringComparison.Ordinal));
        var last = LastFrame(cut.BytesOf(path));
        var proved = new LogPosition(last.File.Sequence, last.End);

        var first = Frame(journal, last.File, last.End, proved, last.Crc, lsn: 3, "n", out var crc);
        var end = last.End + first.Length;
        var mark = secondProvesFirst ? new LogPosition(last.File.Sequence, end) : proved;
        var second = Frame(journal, last.File, end, mark, crc, lsn: 4, "n+1", out _);
        using var file = cut.Open(path);
        Write(file, first, last.End, keepsFirst);
        Write(file, second, end, keepsSecond);
        return cut;
    }

    private static void Write(IDurableFile file, byte[] frame, long offset, bool isKept)
    {
        if (isKept)
        {
            file.Write(frame, offset);
            file.Flush();
        }
    }

    private static FrameHeader LastFrame(ReadOnlySpan<byte> log)
    {
        FrameHeader last = default;
        while (FrameHeader.TryRead(log[(int)last.End..], out var header) && header.Offset == last.End)
        {
            last = header;
        }

        return last;
    }

    private static byte[] Frame(
        IRangeJournal journal,
        LogFileId file,
        long offset,
        LogPosition durable,
        uint previousCrc,
        long lsn,
        string payload,
        out uint crc)
    {
        var group = JournalTestStore.Group(lsn, payload);
        var entry = new LogEntry
        {
            Kind = LogEntryKind.Data,
            Range = journal.Range,
            Epoch = journal.Epoch,
            FirstLsn = lsn,
            PreviousLsn = lsn - 1,
            Count = group.Count,
        };
        var frame = new FrameBuilder();
        frame.Begin(FrameKind.Group);
        frame.AddData(entry, group.Bytes.Span);
        return frame.Finish(file, offset, durable, previousCrc, out crc).ToArray();
    }
}
