using System.Runtime.CompilerServices;

namespace Orleans.TableService.RocksDb.Tests;

public sealed class LifetimeTests : IDisposable
{
    private readonly TestDatabase _test = new();

    public LifetimeTests()
    {
        _test.Put("a", "1");
        _test.Put("b", "2");
        _test.Database.Flush();
    }

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Everything_WhenDatabaseIsDisposedFirst_StaysUsableUntilDisposed()
    {
        var snapshot = _test.Database.CreateSnapshot();
        var iterator = _test.Database.CreateIterator(
            new RocksIteratorOptions { Snapshot = snapshot, UpperBound = "b"u8 });
        var pinned = _test.Database.GetPinned("a"u8);
        _test.Database.Dispose();
        snapshot.Dispose();

        Assert.True(iterator.SeekToFirst());
        Assert.Equal("a"u8.ToArray(), iterator.Key.ToArray());
        Assert.Equal("1"u8.ToArray(), pinned.Span.ToArray());
        Assert.Throws<ObjectDisposedException>(() => _test.Database.Get("a"u8));
        Assert.Throws<ObjectDisposedException>(() => _test.Database.CreateIterator());
        Assert.Equal(RocksErrorKind.LockHeld, Assert.Throws<RocksException>(() => _test.Open()).Kind);
        iterator.Dispose();
        Assert.Equal(RocksErrorKind.LockHeld, Assert.Throws<RocksException>(() => _test.Open()).Kind);
        pinned.Dispose();
        pinned.Dispose();
        _test.Open().Dispose();
    }

    [Fact]
    public void Database_WhenDisposed_RefusesEverything()
    {
        var database = _test.Database;
        using var batch = new RocksWriteBatch();
        using var result = new MultiGetResult();
        var snapshot = database.CreateSnapshot();
        database.Dispose();
        snapshot.Dispose();
        Assert.Throws<ObjectDisposedException>(() => database.Get("a"u8));
        Assert.Throws<ObjectDisposedException>(() => database.Get("a"u8, snapshot));
        Assert.Throws<ObjectDisposedException>(() => database.Put("a"u8, "1"u8));
        Assert.Throws<ObjectDisposedException>(() => database.Delete("a"u8));
        Assert.Throws<ObjectDisposedException>(() => database.DeleteRange("a"u8, "b"u8));
        Assert.Throws<ObjectDisposedException>(() => database.Write(batch));
        Assert.Throws<ObjectDisposedException>(() => database.MultiGet("a"u8, [1], result));
        Assert.Throws<ObjectDisposedException>(() => database.CreateIterator());
        Assert.Throws<ObjectDisposedException>(() => database.CreateSnapshot());
        Assert.Throws<ObjectDisposedException>(() => database.Flush());
        Assert.Throws<ObjectDisposedException>(() => database.CompactRange());
        Assert.Throws<ObjectDisposedException>(() => database.GetNumber(RocksProperties.EstimatedKeyCount));
        Assert.Throws<ObjectDisposedException>(() => database.CreateCheckpoint(_test.PathOf("copy")));
        database.Dispose();
    }

    [Fact]
    public void Read_WithADisposedSnapshot_ThrowsAndHoldsNothing()
    {
        var snapshot = _test.Database.CreateSnapshot();
        snapshot.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _test.Database.Get("a"u8, snapshot));
        Assert.Throws<ObjectDisposedException>(() => _test.Keys(new RocksIteratorOptions { Snapshot = snapshot }));
        _test.Reopen();
        Assert.Equal("a b", _test.Keys());
    }

    [Fact]
    public void Shared_WhenDisposedBeforeTheDatabase_LivesOn()
    {
        var cache = new RocksCache(1 << 20);
        var limiter = new RocksRateLimiter(100 << 20);
        var statistics = new RocksStatistics();
        var options = new RocksDatabaseOptions
        {
            Table = new RocksTableOptions { BlockCache = cache },
            RateLimiter = limiter,
            Statistics = statistics,
        };
        using var test = new TestDatabase(options);
        cache.Dispose();
        limiter.Dispose();
        statistics.Dispose();
        test.Put("a", "1");
        test.Database.Flush();
        Assert.Equal("1", test.Get("a"));
        Assert.Throws<ObjectDisposedException>(() => cache.UsageBytes);
        Assert.Throws<ObjectDisposedException>(() => RocksDatabase.Open(test.PathOf("other"), options));
    }

    [Fact]
    public void Forgotten_WhenCollected_LetTheDatabaseClose()
    {
        Forget(_test.Database);
        _test.Database.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _test.Open().Dispose();
    }

    [Fact]
    public async Task Dispose_WhileOthersRead_EndsThemCleanly()
    {
        for (var round = 0; round < 20; round++)
        {
            var database = _test.Reopen();
            using var started = new CountdownEvent(3);
            var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () => ReadUntilDisposed(database, started),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)).ToArray();
            started.Wait();
            database.Dispose();
            await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(RocksDatabase database)
    {
        database.CreateIterator().SeekToFirst();
        database.CreateSnapshot();
        var result = new MultiGetResult();
        database.MultiGet("a"u8, [1], result);
    }

    private static void ReadUntilDisposed(RocksDatabase database, CountdownEvent started)
    {
        using var result = new MultiGetResult();
        var signals = 0;
        try
        {
            while (true)
            {
                Assert.Equal("1"u8.ToArray(), database.Get("a"u8));
                database.MultiGet("ab"u8, [1, 2], result);
                using var iterator = database.CreateIterator();
                Assert.True(iterator.SeekToFirst() && iterator.Next());
                database.Put("c"u8, "3"u8);
                if (signals++ == 0)
                {
                    started.Signal();
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The end that is waited for.
            Assert.True(signals > 0);
        }
    }
}
