using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class MarkTests
{
    private const string Data = "/data";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Append_WhenNothingFollows_IsMarkedAfterTheDelayAndNeverAgain()
    {
        var time = new ManualTimeProvider();
        var disk = new SimulatedDisk();
        var options = JournalTestStore.Options(Data);
        options.CommitLogFileSizeBytes = 1 << 20;
        options.DurableMarkDelay = TimeSpan.FromMilliseconds(100);
        await using var store = FileJournalStore.Open(options, time, NullLogger.Instance, disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await using var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await journal.AppendAsync("one");
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        disk.Fault = (operation, _) =>
        {
            if (operation == DiskOperation.Flush)
            {
                flushed.TrySetResult();
            }

            return null;
        };

        // The flusher arms its timer after it has acknowledged: until then time does not pass for it.
        while (!flushed.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await journal.AppendAsync("two");
        var last = LastFrames(disk, 3);
        Assert.Equal([1, 0, 1], last.Select(frame => frame.EntryCount));
        Assert.Equal(last[0].End, last[1].Durable.Offset);
        Assert.Equal(last[1].End, last[2].Durable.Offset);
    }

    [Fact]
    public async Task DisposeAsync_AfterAnAppend_LeavesAMark()
    {
        var disk = new SimulatedDisk();
        var store = JournalTestStore.Open(JournalTestStore.Options(Data), disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await store.DisposeAsync();

        var last = LastFrames(disk, 2);
        Assert.Equal([1, 0], last.Select(frame => frame.EntryCount));
        Assert.Equal(last[0].End, last[1].Durable.Offset);
    }

    private static List<FrameHeader> LastFrames(SimulatedDisk disk, int count)
    {
        var bytes = disk.BytesOf(disk.Files.Last(path => path.EndsWith(".log", StringComparison.Ordinal)));
        var frames = new List<FrameHeader>();
        for (long start = 0; FrameHeader.TryRead(bytes.AsSpan((int)start), out var header); start = header.End)
        {
            frames.Add(header);
        }

        return frames[^count..];
    }
}
