namespace Orleans.TableService.RocksDb.Tests;

/// <summary>Reads that must not touch the disk say what is so, or that they cannot tell.</summary>
public sealed class MemoryReadTests
{
    private const int Files = 64;

    [Fact]
    public void TryGetPinnedFromMemory_WhenMoreFilesThanMayBeOpen_NeverShowsWhatIsNotThere()
    {
        using var test = new TestDatabase(new RocksDatabaseOptions
        {
            UsesWriteAheadLog = false,
            OpenFilesMax = 20,
            Compaction = { IsAutomatic = false },
        });
        for (var i = 0; i < Files; i++)
        {
            // Each file spans all keys, so that every get has to look into it.
            test.Put("a", "first");
            test.Put($"key{i:d2}", "value");
            test.Put("z", "last");
            test.Database.Flush();
        }

        test.Reopen();
        var unknown = 0;
        for (var i = 0; i < Files; i++)
        {
            if (!test.Database.TryGetPinnedFromMemory(TestDatabase.Bytes($"key{i:d2}"), out var value))
            {
                unknown++;
                continue;
            }

            using (value)
            {
                Assert.Equal("value", TestDatabase.Text(value.Span.ToArray()));
            }
        }

        Assert.NotEqual(0, unknown);
    }

    [Fact]
    public void TryGetPinnedFromMemory_OfAnEmptyValue_LeavesItToOthers()
    {
        using var test = new TestDatabase();
        test.Put("empty", "");

        Assert.False(test.Database.TryGetPinnedFromMemory("empty"u8, out _));
        Assert.Equal("", test.Get("empty"));
    }
}
