namespace Orleans.TableService.RocksDb.Tests;

public sealed class DurabilityTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reopen_WithLogOff_KeepsExactlyWhatWasFlushed(bool flushesOnClose)
    {
        using var test = new TestDatabase(new RocksDatabaseOptions
        {
            UsesWriteAheadLog = false,
            FlushesOnClose = flushesOnClose,
        });
        test.Put("flushed", "1");
        test.Database.Flush();
        test.Put("unflushed", "1");
        test.Reopen();
        Assert.Equal(flushesOnClose ? "flushed unflushed" : "flushed", test.Keys());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reopen_WithLogOn_KeepsAll(bool syncs)
    {
        using var test = new TestDatabase(new RocksDatabaseOptions { SyncsWrites = syncs, FlushesOnClose = false });
        test.Put("a", "1");
        test.Database.SyncWriteAheadLog();
        test.Reopen();
        Assert.Equal("a", test.Keys());
    }

    [Fact]
    public void Open_WhenSyncWithoutLog_IsRefused()
    {
        using var test = new TestDatabase(
            new RocksDatabaseOptions { SyncsWrites = true, UsesWriteAheadLog = false }, isOpen: false);
        Assert.Throws<ArgumentException>(() => test.Open());
    }

    [Fact]
    public void Checkpoint_WithLogOff_HoldsWhatIsInMemory()
    {
        using var test = new TestDatabase();
        test.Put("flushed", "1");
        test.Database.Flush();
        test.Put("memory", "2");
        test.Database.CreateCheckpoint(test.PathOf("copy"));
        test.Put("later", "3");

        using var copy = RocksDatabase.Open(test.PathOf("copy"), test.Options);
        Assert.Equal("1"u8.ToArray(), copy.Get("flushed"u8));
        Assert.Equal("2"u8.ToArray(), copy.Get("memory"u8));
        Assert.Null(copy.Get("later"u8));
    }

    [Fact]
    public void Checkpoint_WithLogOffAndALogSize_LacksWhatIsInMemory()
    {
        using var test = new TestDatabase();
        test.Put("memory", "2");
        test.Database.CreateCheckpoint(test.PathOf("copy"), logSizeForFlushBytes: 1 << 30);
        using var copy = RocksDatabase.Open(test.PathOf("copy"), test.Options);
        Assert.Null(copy.Get("memory"u8));
    }

    [Fact]
    public void Checkpoint_WhenDirectoryExists_IsRefused()
    {
        using var test = new TestDatabase();
        Directory.CreateDirectory(test.PathOf("copy"));
        var error = Assert.Throws<RocksException>(() => test.Database.CreateCheckpoint(test.PathOf("copy")));
        Assert.Equal(RocksErrorKind.InvalidArgument, error.Kind);
    }

    [Fact]
    public void OpenReadOnly_ReadsBesideAWriter_AndCannotWrite()
    {
        using var test = new TestDatabase();
        test.Put("a", "1");
        test.Database.Flush();
        using var reader = RocksDatabase.OpenReadOnly(test.Path, test.Options);
        Assert.Equal("1"u8.ToArray(), reader.Get("a"u8));
        var error = Assert.Throws<RocksException>(() => reader.Put("b"u8, "2"u8));
        Assert.Equal(RocksErrorKind.NotSupported, error.Kind);
    }

    [Fact]
    public void Destroy_RemovesTheDatabase()
    {
        using var test = new TestDatabase();
        test.Put("a", "1");
        test.Database.Dispose();
        RocksDatabase.Destroy(test.Path);
        Assert.False(File.Exists(Path.Combine(test.Path, "CURRENT")));
        RocksDatabase.Destroy(test.Path);
    }
}
