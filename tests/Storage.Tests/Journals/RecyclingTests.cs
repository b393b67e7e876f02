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
}
