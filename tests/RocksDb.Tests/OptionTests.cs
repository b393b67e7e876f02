namespace Orleans.TableService.RocksDb.Tests;

public sealed class OptionTests
{
    [Fact]
    public void Open_WithEveryOptionChanged_RoundTrips()
    {
        using var cache = new RocksCache(4 << 20, isStrict: true);
        using var limiter = new RocksRateLimiter(50 << 20, TimeSpan.FromMilliseconds(10));
        using var statistics = new RocksStatistics();
        using var test = new TestDatabase(EveryOption(cache, limiter, statistics));
        for (var i = 0; i < 100; i++)
        {
            test.Put($"key{i:d2}", new string('x', 10_000));
        }

        test.Database.Flush();
        test.Database.CompactRange(options: new RocksCompactRangeOptions
        {
            IsExclusive = true,
            Bottommost = RocksBottommostCompaction.Force,
        });
        test.Reopen();
        Assert.Equal(new string('x', 10_000), test.Get("key42"));
        Assert.NotEmpty(Directory.GetFiles(test.Path, "*.blob"));
        Assert.True(test.Database.GetNumber(RocksProperties.LiveBlobFileBytes) > 0);
        Assert.Contains("max_open_files=100", OptionsFile(test), StringComparison.Ordinal);
        Assert.Contains("bottommost_compression=kZSTD", OptionsFile(test), StringComparison.Ordinal);
        Assert.Contains("ttl=12345", OptionsFile(test), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RocksCompression.None, false)]
    [InlineData(RocksCompression.Lz4, true)]
    [InlineData(RocksCompression.Zstandard, true)]
    [InlineData(RocksCompression.Snappy, true)]
    public void Compression_MakesFilesSmaller(RocksCompression compression, bool isSmaller)
    {
        using var test = new TestDatabase(new RocksDatabaseOptions { Compression = compression });
        test.Put("a", new string('x', 100_000));
        test.Database.Flush();
        Assert.Equal(isSmaller, test.Database.GetNumber(RocksProperties.LiveTableFileBytes) < 50_000);
        Assert.Equal(100_000, test.Get("a")!.Length);
    }

    [Theory]
    [InlineData(RocksInfoLogLevel.Debug)]
    [InlineData(RocksInfoLogLevel.Information)]
    [InlineData(RocksInfoLogLevel.Warning)]
    [InlineData(RocksInfoLogLevel.Error)]
    [InlineData(RocksInfoLogLevel.Fatal)]
    [InlineData(RocksInfoLogLevel.Header)]
    public void InfoLog_AtAnyLevel_IsOneThatRocksDbKnows(RocksInfoLogLevel level)
    {
        using var test = new TestDatabase(new RocksDatabaseOptions { InfoLogLevel = level });
        Assert.Contains(
            $"info_log_level={level.ToString().ToUpperInvariant()[..4]}", OptionsFile(test), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(test.Path, "LOG"));
        Assert.Empty(Directory.GetFiles(test.Path, "*.dbtmp"));
    }

    [Fact]
    public void BloomFilter_SparesReadsOfAbsentKeys()
    {
        using var statistics = new RocksStatistics();
        using var test = new TestDatabase(new RocksDatabaseOptions { Statistics = statistics });
        for (var i = 0; i < 1000; i++)
        {
            test.Put($"key{i * 2:d4}", "v");
        }

        test.Database.Flush();
        for (var i = 0; i < 999; i++)
        {
            Assert.Null(test.Get($"key{(i * 2) + 1:d4}"));
        }

        Assert.InRange(statistics.ReadCounters()["rocksdb.bloom.filter.useful"], 900, 999);
    }

    [Fact]
    public void Statistics_AreSharedByDatabases()
    {
        using var statistics = new RocksStatistics();
        var options = new RocksDatabaseOptions { Statistics = statistics };
        using var first = new TestDatabase(options);
        using var second = new TestDatabase(options);
        first.Put("a", "1");
        second.Put("b", "2");
        Assert.Equal(2, statistics.ReadCounters()["rocksdb.number.keys.written"]);
        Assert.Contains("rocksdb.db.write.micros", statistics.ReadText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cache_IsSharedByDatabases()
    {
        using var cache = new RocksCache(8 << 20);
        var options = new RocksDatabaseOptions { Table = new RocksTableOptions { BlockCache = cache } };
        using var first = new TestDatabase(options);
        using var second = new TestDatabase(options);
        var usage = cache.UsageBytes;
        foreach (var test in new[] { first, second })
        {
            test.Put("a", new string('x', 3000));
            test.Database.Flush();
            Assert.NotNull(test.Get("a"));
            Assert.True(cache.UsageBytes >= usage + 3000);
            usage = cache.UsageBytes;
        }

        using (first.Database.GetPinned("a"u8))
        {
            Assert.True(cache.PinnedUsageBytes >= 3000);
        }

        cache.CapacityBytes = 0;
        Assert.Equal(0, cache.CapacityBytes);
        Assert.True(cache.UsageBytes < usage);
    }

    [Fact]
    public void Properties_FollowTheData()
    {
        using var test = new TestDatabase();
        for (var i = 0; i < 1000; i++)
        {
            test.Put($"key{i:d4}", new string((char)('a' + (i % 26)), 100));
        }

        var database = test.Database;
        Assert.Equal(1000, database.GetNumber(RocksProperties.EstimatedKeyCount));
        Assert.Equal(1000, database.GetSequenceNumber());
        Assert.True(database.GetNumber(RocksProperties.MemtableBytes) > 100_000);
        Assert.Equal(0, database.EstimateSizeBytes("key"u8, "kez"u8));
        database.Flush();
        Assert.True(database.GetNumber(RocksProperties.MemtableBytes) < 100_000);
        Assert.True(database.EstimateSizeBytes("key"u8, "kez"u8) > 1000);
        Assert.Equal(0, database.EstimateSizeBytes("x"u8, "y"u8));
        Assert.Contains("Compaction Stats", database.GetText(RocksProperties.StatisticsText), StringComparison.Ordinal);
        Assert.Null(database.GetText("rocksdb.none"));
        Assert.Throws<ArgumentException>(() => database.GetNumber("rocksdb.none"));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void GetNumber_KnowsEveryConstant(string name)
    {
        using var test = new TestDatabase();
        Assert.True(test.Database.GetNumber(name) >= 0);
    }

    public static TheoryData<string> Numbers => new(
        typeof(RocksProperties).GetFields()
            .Where(constant => constant.Name != nameof(RocksProperties.StatisticsText))
            .Select(constant => (string)constant.GetRawConstantValue()!));

    [Fact]
    public void SetOption_ChangesAnOpenDatabase()
    {
        using var test = new TestDatabase();
        test.Database.SetOption("disable_auto_compactions", "true");
        Assert.Contains("disable_auto_compactions=true", OptionsFile(test), StringComparison.Ordinal);
        Assert.Throws<RocksException>(() => test.Database.SetOption("none", "1"));
    }

    [Fact]
    public void BackgroundThreads_AreThoseOfTheProcess()
    {
        var before = RocksBackgroundThreads.Read();
        RocksBackgroundThreads.Configure(before.FlushThreads + 1, before.CompactionThreads + 2);
        Assert.Equal((before.FlushThreads + 1, before.CompactionThreads + 2), RocksBackgroundThreads.Read());
    }

    [Fact]
    public void LowerCompactionPriority_LetsFlushesBe()
    {
        RocksBackgroundThreads.LowerCompactionPriority();
        using var test = new TestDatabase();
        test.Put("a", "1");
        test.Database.Flush();
        test.Put("b", "1");
        test.Database.Flush();
        test.Database.SetOption("level0_file_num_compaction_trigger", "2");
        test.Put("c", "1");
        test.Database.Flush();
        Assert.True(SpinWait.SpinUntil(
            () => NicesOf("rocksdb:low").Contains(19), TimeSpan.FromSeconds(30)));
        var own = NiceOf(File.ReadAllText("/proc/thread-self/stat"));
        Assert.All(NicesOf("rocksdb:high"), nice => Assert.Equal(own, nice));
    }

    [Fact]
    public void CancelBackgroundWork_StopsWrites()
    {
        using var test = new TestDatabase();
        test.Put("a", "1");
        test.Database.CancelBackgroundWork();
        Assert.Throws<RocksException>(() => test.Database.Flush());
    }

    // Of the values behind a thread's name in `stat`, which stands in parentheses, it is the 17th.
    private static int NiceOf(string stat) => int.Parse(
        stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);

    private static List<int> NicesOf(string threadName)
    {
        var nices = new List<int>();
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(task, "stat"));
                if (stat.Contains($"({threadName})", StringComparison.Ordinal))
                {
                    nices.Add(NiceOf(stat));
                }
            }
            catch (IOException)
            {
                // The thread has ended meanwhile.
            }
        }

        return nices;
    }

    private static RocksDatabaseOptions EveryOption(
        RocksCache cache, RocksRateLimiter limiter, RocksStatistics counters) =>
        new()
        {
            ParanoidChecks = true,
            UsesWriteAheadLog = false,
            OpenFilesMax = 100,
            MemtableSizeBytes = 1 << 20,
            MemtablesMax = 4,
            BackgroundJobsMax = 3,
            Compression = RocksCompression.Snappy,
            BottommostCompression = RocksCompression.Zstandard,
            Table = new RocksTableOptions
            {
                BlockCache = cache,
                BlockSizeBytes = 16 << 10,
                CachesIndexAndFilter = true,
            },
            Compaction = new RocksCompactionOptions
            {
                Level0CompactionFiles = 2,
                Level0SlowdownFiles = 10,
                Level0StopFiles = 20,
                FileSizeBytes = 1 << 20,
                LevelBaseSizeBytes = 4 << 20,
                LevelSizeMultiplier = 8.5,
                HasDynamicLevels = false,
                SubcompactionsMax = 2,
                ReadAheadBytes = 1 << 20,
            },
            Blobs = new RocksBlobOptions
            {
                ValueSizeMinBytes = 1000,
                FileSizeBytes = 1 << 20,
                Compression = RocksCompression.None,
                GarbageAgeCutoff = 0.5,
                GarbageForceThreshold = 0.75,
                Cache = cache,
            },
            RateLimiter = limiter,
            Statistics = counters,
            UsesDirectReads = true,
            UsesDirectBackgroundInputOutput = true,
            InfoLogLevel = RocksInfoLogLevel.Header,
            InfoLogSizeMaxBytes = 64 << 10,
            InfoLogFilesMax = 1,
            StatisticsDumpPeriod = TimeSpan.FromHours(1),
            ManifestPreallocationBytes = 4 << 10,
            AdditionalOptions = "ttl=12345",
        };

    private static string OptionsFile(TestDatabase test) =>
        File.ReadAllText(Directory.GetFiles(test.Path, "OPTIONS-*").Order(StringComparer.Ordinal).Last());
}
