using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Which index is used, made anew or refused; and when it is open at all.</summary>
public sealed class IndexRuleTests
{
    [Fact]
    public async Task Open_WhenTheIndexIsOlderThanTheJournal_AppliesWhatItLacks()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1"), Tx.Put("b", "1")));
        var copy = host.IndexDirectory + ".copy";
        await host.RestartAsync(() => Copy(host.IndexDirectory, copy));
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "2"), Tx.Delete("b"), Tx.Increment("n", 5)));
        await host.RestartAsync(() => Replace(host.IndexDirectory, copy));

        var entry = (await host.GetAsync("p", "a"))!;
        Assert.Equal(("2", 1, 2, 1), (Tx.Text(entry.Value), entry.CreateRevision, entry.ModRevision, entry.Version));
        Assert.Null(await host.GetAsync("p", "b"));
        Assert.Equal(5, (await host.GetAsync("p", "n"))!.Value.Number);
    }

    [Fact]
    public async Task Open_WhenTheIndexIsDamaged_MakesItAnew()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        await host.RestartAsync(() =>
        {
            foreach (var manifest in Directory.GetFiles(host.IndexDirectory, "MANIFEST*"))
            {
                File.WriteAllText(manifest, "not a manifest");
            }
        });

        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "a"))!.Value));
    }

    [Fact]
    public async Task Open_WhenTheIndexCannotBeReadJustNow_KeepsItAndStops()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        var manifest = "";
        await host.RestartAsync(() =>
        {
            // A directory in place of the file: it opens, but reading it is an I/O error.
            manifest = Directory.GetFiles(host.IndexDirectory, "MANIFEST*").Single();
            File.Move(manifest, manifest + ".away");
            Directory.CreateDirectory(manifest);
        });

        var outcome = await host.SubmitAsync(Tx.Of("p", Tx.Get("a")));
        Assert.Equal(FaultCode.RangeUnavailable, outcome.Fault!.Code);
        await host.RestartAsync(() =>
        {
            Directory.Delete(manifest);
            File.Move(manifest + ".away", manifest);
            Assert.NotEmpty(Directory.GetFiles(host.IndexDirectory, "*.sst"));
        });
        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "a"))!.Value));
    }

    [Theory]
    [InlineData(RocksErrorKind.Corruption, "Corruption: block checksum mismatch", true)]
    [InlineData(RocksErrorKind.InputOutput, "IO error: No such file or directory: /d/MANIFEST-000005", true)]
    [InlineData(
        RocksErrorKind.Corruption, "Corruption: Can't access /7.sst: IO error: No such file or directory", true)]
    [InlineData(RocksErrorKind.Corruption, "Corruption: Can't access /7.sst: IO error: Input/output error", false)]
    [InlineData(RocksErrorKind.InputOutput, "IO error: While open a file: /d/7.sst: Too many open files", false)]
    [InlineData(RocksErrorKind.NoSpace, "IO error: No space left on device", false)]
    [InlineData(RocksErrorKind.InvalidArgument, "Invalid argument: an option", false)]
    public void IndexDamage_OfAnErrorOfRocksDb_IsOnlyWhatNoRetryMends(
        RocksErrorKind kind, string message, bool isDamage) =>
        Assert.Equal(isDamage, IndexDamage.IsOfFiles(kind, message));

    [Fact]
    public async Task Open_WhenTheIndexIsMissingAndTheJournalIsTrimmed_RefusesInsteadOfBeginningEmpty()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        await host.CommitAsync(Tx.Of("p", Tx.Put("b", "1")));
        host.Journals.File(StoreHost.Descriptor.Id).Trim(1);
        await host.RestartAsync();
        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "a"))!.Value));
        var copy = host.IndexDirectory + ".copy";
        await host.RestartAsync(() => Directory.Move(host.IndexDirectory, copy));

        var refused = await host.SubmitAsync(Tx.Of("p", Tx.Get("a")));
        Assert.Equal(FaultCode.JournalCorrupted, refused.Fault!.Code);
        Assert.Contains("restore", refused.Fault.Message, StringComparison.Ordinal);
        await host.RestartAsync(() => Replace(host.IndexDirectory, copy));
        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "a"))!.Value));
    }

    [Fact]
    public async Task Open_WhenTheIndexIsOfAnotherJournal_MakesItAnew()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        var copy = host.IndexDirectory + ".copy";
        await host.RestartAsync(() => Copy(host.IndexDirectory, copy));
        await host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
        var again = StoreHost.Descriptor with { JournalId = Guid.NewGuid() };
        await host.Engine.CreateRangeAsync(again, default);
        Directory.Move(copy, host.IndexDirectory);

        await using var range = await host.Engine.OpenRangeAsync(again, default);
        var outcome = await range.SubmitAsync(Tx.Of("p", Tx.Get("a")), default);
        Assert.Null(((GetResult)outcome.GetResultOrThrow().Results[0]).Entry);
        Assert.Equal(0, outcome.Result!.Revision);
    }

    [Fact]
    public async Task Open_WhenTheJournalLostWhatTheIndexHolds_IsCorruption()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "2")));
        await host.RestartAsync(() => host.Journals.File(StoreHost.Descriptor.Id).LoseLast());

        var outcome = await host.SubmitAsync(Tx.Of("p", Tx.Get("a")));

        Assert.Equal(FaultCode.JournalCorrupted, outcome.Fault!.Code);
        Assert.Equal(host.IndexDirectory, outcome.Fault.Text("file"));
        Assert.Equal(FaultCode.JournalCorrupted, (await host.Range.Stopped)!.Code);
    }

    [Fact]
    public async Task Open_WhenTheJournalHoldsAnotherRecordThanTheIndexSaw_IsCorruption()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "2")));
        var copy = host.IndexDirectory + ".copy";
        await host.RestartAsync(() =>
        {
            Directory.Move(host.IndexDirectory, copy);
            host.Journals.File(StoreHost.Descriptor.Id).LoseLast();
        });
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "another 2")));
        await host.RestartAsync(() => Replace(host.IndexDirectory, copy));

        var outcome = await host.SubmitAsync(Tx.Of("p", Tx.Get("a")));
        Assert.Equal(FaultCode.JournalCorrupted, outcome.Fault!.Code);
    }

    [Fact]
    public async Task Index_WhenNobodyAsksForAWhile_ClosesAndComesBack()
    {
        var time = new ManualTimeProvider();
        await using var host = await StoreHost.StartAsync(
            options => options.IndexIdleTimeout = TimeSpan.FromMinutes(1), time);
        Assert.False(Directory.Exists(host.IndexDirectory));
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        time.Advance(TimeSpan.FromSeconds(59));
        await host.CommitAsync(Tx.Of("p", Tx.Put("b", "1")));
        Assert.False(IsClosed(host.IndexDirectory));
        time.Advance(TimeSpan.FromSeconds(61));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!IsClosed(host.IndexDirectory))
        {
            patience.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.Yield();
        }

        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "a"))!.Value));
        Assert.Equal(3, (await host.CommitAsync(Tx.Of("p", Tx.Put("b", "2")))).Revision);
    }

    [Fact]
    public async Task Disk_WhenItHasTooLittleRoom_RefusesWritesAndGoesOnByItself()
    {
        var time = new ManualTimeProvider();
        await using var host = await StoreHost.StartAsync(time: time);
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        host.FreeDiskBytes = 1 << 20;
        time.Advance(TimeSpan.FromMilliseconds(100));

        var refused = await host.SubmitAsync(Tx.Of("p", Tx.Put("a", "2")));
        Assert.Equal("disk", ((ResourceExhaustedException)refused.Fault!.ToException()).Resource);
        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "a"))!.Value));

        host.FreeDiskBytes = long.MaxValue;
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(2, (await host.CommitAsync(Tx.Of("p", Tx.Put("a", "3")))).Revision);
    }

    [Fact]
    public async Task Journal_WhenItTakesNothingJustNow_RefusesWritesWhileReadsAndWatchesGoOn()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        var request = new WatchRequest { PKey = Tx.Bytes("p") };
        await using var watch = host.Range.WatchAsync(request, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync().AsTask();
        host.Journals.WriteRefusal = Faults.ResourceExhausted("commit log", "It is full.");

        var refused = await host.SubmitAsync(Tx.Of("p", Tx.Put("a", "2")));
        Assert.Equal("commit log", ((ResourceExhaustedException)refused.Fault!.ToException()).Resource);
        Assert.Equal("1", Tx.Text((await host.GetAsync("p", "a"))!.Value));
        Assert.False(next.IsCompleted);

        host.Journals.WriteRefusal = null;
        Assert.Equal(2, (await host.CommitAsync(Tx.Of("p", Tx.Put("a", "3")))).Revision);
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static bool IsClosed(string directory)
    {
        try
        {
            using var database = RocksDatabase.Open(directory, new RocksDatabaseOptions());
            return true;
        }
        catch (RocksException e) when (e.Kind is RocksErrorKind.LockHeld or RocksErrorKind.InputOutput)
        {
            return false;
        }
    }

    private static void Replace(string directory, string copy)
    {
        Directory.Delete(directory, recursive: true);
        Directory.Move(copy, directory);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
