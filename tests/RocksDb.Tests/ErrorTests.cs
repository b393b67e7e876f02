namespace Orleans.TableService.RocksDb.Tests;

public sealed class ErrorTests
{
    [Fact]
    public void Open_WhenOpenAlready_TellsThatTheLockIsHeld()
    {
        using var test = new TestDatabase();
        var error = Assert.Throws<RocksException>(() => test.Open());
        Assert.Equal(RocksErrorKind.LockHeld, error.Kind);
        Assert.Contains("LOCK", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhenAbsentAndNotToBeCreated_IsRefused()
    {
        using var test = new TestDatabase(new RocksDatabaseOptions { CreatesIfMissing = false }, isOpen: false);
        var error = Assert.Throws<RocksException>(() => test.Open());
        Assert.Equal(RocksErrorKind.InvalidArgument, error.Kind);
    }

    [Fact]
    public void Open_WhenOptionIsUnknown_NamesIt()
    {
        using var test = new TestDatabase(new RocksDatabaseOptions { AdditionalOptions = "no_such=1" }, isOpen: false);
        var error = Assert.Throws<RocksException>(() => test.Open());
        Assert.Contains("no_such", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhenATableFileIsDamaged_TellsCorruption()
    {
        using var test = Damaged(bytes => Array.Fill(bytes, (byte)0xA5, 0, 200));
        var get = Assert.Throws<RocksException>(() => test.Get("key0000"));
        Assert.Equal(RocksErrorKind.Corruption, get.Kind);

        using var iterator = test.Database.CreateIterator();
        var seek = Assert.Throws<RocksException>(() => iterator.SeekToFirst());
        Assert.Equal(RocksErrorKind.Corruption, seek.Kind);

        using var result = new MultiGetResult();
        var multi = Assert.Throws<RocksException>(() => test.Database.MultiGet("key0000zzz"u8, [7, 10], result));
        Assert.Equal(RocksErrorKind.Corruption, multi.Kind);
        Assert.Equal(0, result.Count);
    }

    [Fact]
    public void Open_WhenATableFileIsTruncated_TellsCorruption()
    {
        using var test = new TestDatabase(new RocksDatabaseOptions { UsesWriteAheadLog = false, OpenFilesMax = -1 });
        Fill(test);
        using (var file = File.Open(TableFile(test), FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }

        var error = Assert.Throws<RocksException>(() => test.Open());
        Assert.Equal(RocksErrorKind.Corruption, error.Kind);
    }

    [Fact]
    public void Open_WhenTheManifestIsGone_TellsCorruption()
    {
        using var test = new TestDatabase();
        Fill(test);
        File.WriteAllText(Path.Combine(test.Path, "CURRENT"), "MANIFEST-none");
        var error = Assert.Throws<RocksException>(() => test.Open());
        Assert.Equal(RocksErrorKind.Corruption, error.Kind);
    }

    [Theory]
    [InlineData("Corruption: block checksum mismatch", RocksErrorKind.Corruption)]
    [InlineData("IO error: While open a file: x: Input/output error", RocksErrorKind.InputOutput)]
    [InlineData("IO error: No space left on device: While appending to file: x: No space", RocksErrorKind.NoSpace)]
    [InlineData("IO error: While appending to file: x: No space left on device", RocksErrorKind.NoSpace)]
    [InlineData("IO error: While lock file: /d/LOCK: Resource temporarily unavailable", RocksErrorKind.LockHeld)]
    [InlineData("IO error: lock hold by current process, acquire time 1", RocksErrorKind.LockHeld)]
    [InlineData("Resource busy: ", RocksErrorKind.Busy)]
    [InlineData("Not implemented: x", RocksErrorKind.NotSupported)]
    [InlineData("Shutdown in progress: ", RocksErrorKind.ShuttingDown)]
    [InlineData("Operation timed out: ", RocksErrorKind.Incomplete)]
    [InlineData("IO error: ", RocksErrorKind.InputOutput)]
    [InlineData("", RocksErrorKind.Other)]
    public void KindOf_ReadsTheStatusText(string text, RocksErrorKind kind) =>
        Assert.Equal(kind, RocksException.KindOf(text));

    private static TestDatabase Damaged(Action<byte[]> damage)
    {
        var test = new TestDatabase();
        Fill(test);
        var bytes = File.ReadAllBytes(TableFile(test));
        damage(bytes);
        File.WriteAllBytes(TableFile(test), bytes);
        test.Reopen();
        return test;
    }

    private static string TableFile(TestDatabase test) => Directory.GetFiles(test.Path, "*.sst").Single();

    private static void Fill(TestDatabase test)
    {
        for (var i = 0; i < 1000; i++)
        {
            test.Put($"key{i:d4}", $"value {i}");
        }

        test.Database.Flush();
        test.Database.Dispose();
    }
}
