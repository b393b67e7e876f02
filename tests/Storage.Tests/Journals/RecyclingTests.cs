using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class RecyclingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Append_ByOneHotAndManyIdleRanges_KeepsTheLogBoundedAndLosesNothing(int openings)
    {
        using var directory = new TemporaryDirectory();
        var options = JournalTestStore.Options(directory.Path);
        var ranges = Enumerable.Range(0, 20).Select(i => new RangeId(new TableStreamId(1024), 1024 + i)).ToList();
        var expected = ranges.ToDictionary(range => range, _ => new List<string>());
        for (var opening = 0; opening < openings; opening++)
        {
            await using var store = JournalTestStore.Open(directory.Path);
            var journals = new List<IRangeJournal>();
            foreach (var range in ranges)
            {
                await store.CreateAsync(range, JournalTestStore.JournalId, None);
                var journal = await store.OpenAsync(range, JournalTestStore.JournalId, None);
                journals.Add(journal);
                await AppendAsync(journal, $"idle {opening}", expected);
            }

            for (var i = 0; i < 400; i++)
            {
                await AppendAsync(journals[0], $"{opening}/{i} " + new string('x', 5000), expected);
            }

            Assert.InRange(LogSizeBytes(directory.Path), 0, options.CommitLogSizeMaxBytes * 2);
            journals.ForEach(journal => Assert.Equal(expected[journal.Range], journal.ReadAll()));
        }

        await using var last = JournalTestStore.Open(directory.Path);
        foreach (var range in ranges)
        {
            var journal = await last.OpenAsync(range, JournalTestStore.JournalId, None);
            Assert.Equal(expected[range], journal.ReadAll());
            var middle = expected[range].Count / 2;
            Assert.Equal(expected[range][middle..], journal.ReadAll(middle + 1));
        }

        Assert.True(Directory.GetFiles(directory.Path, "*.seg", SearchOption.AllDirectories).Length > 20);
    }

    [Fact]
    public async Task Append_ThatBeginsAFileWhileARoundOfReleasingEnds_LeavesNoMoreThanHalfOfTheBound()
    {
        var disk = new SimulatedDisk();
        var options = JournalTestStore.Options("/data");

        // So large that the log does not reach its bound, at which appending would wait for what is held here.
        options.CommitLogSizeMaxBytes = 8 << 20;
        using var log = new HeldLog();
        await using var store = FileJournalStore.Open(options, TimeProvider.System, log, disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var failures = 1;
        disk.Inject = (operation, path) =>
            operation == DiskOperation.Rename
            && path.EndsWith(".log", StringComparison.Ordinal)
            && Interlocked.Decrement(ref failures) == 0
                ? new DiskFault(new IOException("rename failed (errno 5)."), DiskFaultEffect.Whole)
                : null;

        // The failure ends the round, which does not look at the log again, and is held while it tells the reason.
        try
        {
            await AppendUntilAsync(journal, () => log.IsHeld);
            await AppendUntilAsync(journal, () => LogSizeBytes(disk) > options.CommitLogSizeMaxBytes / 2);
        }
        finally
        {
            log.LetGo();
        }

        // The file that was counted had its name before the flusher asked for others to be released: by now it has.
        await journal.AppendAsync("x");
        await store.WhenIdleAsync();
        Assert.InRange(LogSizeBytes(disk), 1, options.CommitLogSizeMaxBytes / 2);
    }

    private static async Task AppendUntilAsync(IRangeJournal journal, Func<bool> isEnough)
    {
        for (var i = 0; !isEnough(); i++)
        {
            Assert.InRange(i, 0, 1000);
            await journal.AppendAsync(new string('x', 20_000));
        }
    }

    // Of a copy: files come and go while they are counted.
    private static long LogSizeBytes(SimulatedDisk disk)
    {
        var copy = disk.Copy();
        return copy.Files.Where(path => path.EndsWith(".log", StringComparison.Ordinal))
            .Sum(path => (long)copy.BytesOf(path).Length);
    }

    // A file may get another name between the listing and the look at it.
    private static long LogSizeBytes(string directory)
    {
        while (true)
        {
            try
            {
                return new DirectoryInfo(Path.Combine(directory, "log"))
                    .EnumerateFiles("*.log")
                    .Sum(file => file.Length);
            }
            catch (FileNotFoundException)
            {
            }
        }
    }

    private static async Task AppendAsync(
        IRangeJournal journal, string payload, Dictionary<RangeId, List<string>> expected)
    {
        await journal.AppendAsync(payload);
        expected[journal.Range].Add($"{journal.LastLsn}:{payload}");
    }

    /// <summary>Keeps who tells of a failure until it is let go.</summary>
    private sealed class HeldLog : ILogger, IDisposable
    {
        private readonly ManualResetEventSlim _goOn = new();
        private volatile bool _isHeld;

        public bool IsHeld => _isHeld;

        public void LetGo() => _goOn.Set();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            _isHeld = true;
            _goOn.Wait();
        }

        public void Dispose() => _goOn.Dispose();
    }
}
