using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Tests.Disks;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>A range that cannot be copied out of the commit log is refused writes; no other range notices.</summary>
public sealed class StuckRangeTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly RangeId Stuck = new(new TableStreamId(1024), 1025);

    [Fact]
    public async Task Append_WhenOneRangeCannotBeCopied_GoesOnForEveryOtherRange()
    {
        var disk = new SimulatedDisk();
        var (store, model, journals) = await StartAsync(disk);
        var isFull = true;
        disk.Fault = (operation, path) =>
            isFull && operation == DiskOperation.Create && path.Contains("/1025/segments", StringComparison.Ordinal)
                ? new IOException("No space left on device")
                : null;
        var refusal = await FillUntilRefusedAsync(store, model, journals);
        Assert.Equal(FaultCode.ResourceExhausted, refusal.Code);
        Assert.Contains("No space left on device", refusal.Message, StringComparison.Ordinal);

        for (var i = 0; i < 400; i++)
        {
            Assert.Null(journals[0].WriteRefusal);
            Assert.True(await model.AppendAsync(journals[0], $"{i}" + new string('x', 3000)));
            Assert.InRange(LogSizeBytes(disk), 0, 2 * Options().CommitLogSizeMaxBytes);
        }

        Assert.Equal(model.Sure(Stuck), JournalModel.Found(journals[1]));
        Assert.Contains(LogEntryKind.Moved, EntriesOf(disk.Copy()));
        await using (var killed = JournalTestStore.Open(Options(), disk.Copy()))
        {
            await model.Copy().OpenAllAndCompareAsync(killed);
        }

        isFull = false;
        while (journals[1].WriteRefusal is not null)
        {
            // A refused write is what leads to the next try; it is made in its own time.
            await model.AppendAsync(journals[0], "y");
        }

        Assert.True(await model.AppendAsync(journals[1], "again"));
        await store.DisposeAsync();
        await using var reopened = JournalTestStore.Open(Options(), disk);
        await model.OpenAllAndCompareAsync(reopened);
    }

    [Fact]
    public async Task Moving_CutShortAtAnyStep_LosesNothing()
    {
        var moved = 0;
        for (var step = 0; step < 150; step += 3)
        {
            var disk = new SimulatedDisk();
            var (store, model, journals) = await StartAsync(disk);
            disk.Fault = (operation, path) =>
                operation == DiskOperation.Flush && path.Contains("/1025/segments", StringComparison.Ordinal)
                    ? new IOException("fdatasync failed (errno 5).")
                    : null;
            await FillUntilRefusedAsync(store, model, journals);
            disk.PowerFailsAt = disk.OperationCount + step;
            for (var i = 0; i < 100 && await model.AppendAsync(journals[0], $"{i}" + new string('x', 3000)); i++)
            {
            }

            await store.DisposeAsync();
            moved += EntriesOf(disk.Copy()).Count(kind => kind == LogEntryKind.Moved);
            Func<string, int, bool>[] cuts = [(_, _) => true, (_, _) => false, (_, page) => page % 2 == 0];
            foreach (var keeps in cuts)
            {
                var left = disk.AfterPowerCut(keeps);
                var copy = model.Copy();
                for (var life = 0; life < 2; life++)
                {
                    await using var reopened = JournalTestStore.Open(Options(), left);
                    await copy.OpenAllAndCompareAsync(reopened);
                }
            }
        }

        Assert.True(moved > 10);
    }

    [Fact]
    public async Task Open_WithAFlippedByte_HasWhatWasMovedOrRefuses()
    {
        var disk = new SimulatedDisk();
        var (store, model, journals) = await StartAsync(disk);
        disk.Fault = (operation, path) =>
            operation == DiskOperation.Create && path.Contains("/1025/segments", StringComparison.Ordinal)
                ? new IOException("No space left on device")
                : null;
        await FillUntilRefusedAsync(store, model, journals);
        for (var i = 0; i < 60; i++)
        {
            Assert.True(await model.AppendAsync(journals[0], $"{i}" + new string('x', 3000)));
        }

        await store.DisposeAsync();
        Assert.Contains(LogEntryKind.Moved, EntriesOf(disk.Copy()));
        var logs = disk.Files.Where(path => path.EndsWith(".log", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach (var path in logs)
        {
            for (var offset = 0; offset < disk.BytesOf(path).Length; offset += 53)
            {
                var damaged = disk.Copy();
                damaged.BytesOf(path)[offset] ^= 4;
                await RequireAllOrRefusalAsync(damaged, model.Copy());
            }

            // Behind the newest there is nothing that could prove that it was there.
            if (path != logs[^1])
            {
                var missing = disk.Copy();
                missing.Delete(path);
                await RequireAllOrRefusalAsync(missing, model.Copy());
            }
        }
    }

    private static async Task RequireAllOrRefusalAsync(SimulatedDisk damaged, JournalModel model)
    {
        try
        {
            await using var store = JournalTestStore.Open(Options(), damaged);
            await model.OpenAllAndCompareAsync(store);
        }
        catch (JournalCorruptedException e)
        {
            Assert.NotEmpty(e.File);
        }
    }

    private static async Task<Fault> FillUntilRefusedAsync(
        FileJournalStore store, JournalModel model, List<IRangeJournal> journals)
    {
        for (var i = 0; ; i++)
        {
            Assert.InRange(i, 0, 200);
            if (journals[1].WriteRefusal is { } refusal)
            {
                return refusal;
            }

            Assert.True(await model.AppendAsync(journals[1], $"{i}" + new string('s', 500)));
            Assert.True(await model.AppendAsync(journals[0], $"{i}" + new string('x', 2000)));

            // It is the background that finds out.
            await store.WhenIdleAsync();
        }
    }

    private static IEnumerable<LogEntryKind> EntriesOf(SimulatedDisk disk)
    {
        foreach (var path in disk.Files.Where(path => path.EndsWith(".log", StringComparison.Ordinal)))
        {
            var scanner = new LogFileScanner(disk.Open(path), path, long.Parse(Path.GetFileNameWithoutExtension(path)));
            for (var offset = 0L; scanner.TryReadFrame(offset, out var header, out var frame); offset = header.End)
            {
                var start = FrameHeader.SizeBytes;
                if (header.Kind == FrameKind.Start)
                {
                    StartFrame.Read(frame, out start);
                }

                var kinds = new List<LogEntryKind>();
                for (var i = 0; i < header.EntryCount; i++)
                {
                    var entry = LogEntry.Read(frame[start..]);
                    kinds.Add(entry.Kind);
                    start += entry.Length;
                }

                foreach (var kind in kinds)
                {
                    yield return kind;
                }
            }
        }
    }

    // Of a copy: files come and go while they are counted.
    private static long LogSizeBytes(SimulatedDisk disk)
    {
        var copy = disk.Copy();
        return copy.Files.Where(path => path.EndsWith(".log", StringComparison.Ordinal))
            .Sum(path => (long)copy.BytesOf(path).Length);
    }

    private static Task<(FileJournalStore Store, JournalModel Model, List<IRangeJournal> Journals)> StartAsync(
        SimulatedDisk disk) => JournalModel.StartAsync(disk, Options(), JournalTestStore.Range, Stuck);

    private static StorageOptions Options()
    {
        var options = JournalTestStore.Options("/data");
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 256 << 10;
        options.SegmentSizeBytes = 32 << 10;
        return options;
    }
}
