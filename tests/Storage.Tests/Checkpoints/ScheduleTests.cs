using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Tests.Ranges;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>When checkpoints are taken, what of an index they put, and what is kept.</summary>
public sealed class ScheduleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FaultyStore _store = new();

    [Fact]
    public async Task Writes_PastTheInterval_TakeACheckpoint()
    {
        await using var host = await StoreHost.StartAsync(
            options => options.Checkpoints.IntervalSizeBytes = 20 << 10, checkpoints: _store);
        await PutUntilAsync(host, () => ((Storage.Ranges.RangeStore)host.Range).TrimBound > 0);
    }

    [Fact]
    public async Task Writes_WhenCheckpointsAreOff_TakeNone()
    {
        await using var host = await StoreHost.StartAsync(
            options =>
            {
                options.Checkpoints.IntervalSizeBytes = 4 << 10;
                options.Checkpoints.IsEnabled = false;
            },
            checkpoints: _store);
        for (var i = 0; i < 20; i++)
        {
            await PutAsync(host);
        }

        Assert.Equal(0, await host.CheckpointAsync());
        Assert.Empty(_store.Objects);
    }

    [Fact]
    public async Task Index_ThatGoesIdleWithMuchBehind_IsCheckpointedBeforeItCloses()
    {
        var time = new ManualTimeProvider();
        await using var host = await StoreHost.StartAsync(
            options =>
            {
                options.IndexIdleTimeout = TimeSpan.FromMinutes(1);
                options.Checkpoints.IdleSizeBytes = 1000;
            },
            time);
        await PutAsync(host);
        using var patience = new CancellationTokenSource(Patience);
        while (!Directory.Exists(Path.Combine(host.CheckpointDirectory, "manifests")))
        {
            patience.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Checkpoint_AfterAnother_PutsOnlyWhatIsNew()
    {
        await using var host = await StoreHost.StartAsync(checkpoints: _store);
        await PutAsync(host);
        await host.CheckpointAsync();

        // One object says whose the store is.
        Assert.Equal(3, _store.Objects.Count);
        await PutAsync(host);
        await host.CheckpointAsync();
        Assert.Equal(5, _store.Objects.Count);
        Assert.Equal(2, _store.Calls.Count(call => call == "putfile"));

        // A new owner takes the table files over without putting them.
        await host.RestartAsync();
        await PutAsync(host);
        await host.CheckpointAsync();
        Assert.Equal(3, _store.Calls.Count(call => call == "putfile"));
        Assert.Equal(2, _store.Calls.Count(call => call == "copy"));
    }

    [Fact]
    public async Task Checkpoint_WhenNothingIsNew_IsNotTakenAgain()
    {
        await using var host = await StoreHost.StartAsync(checkpoints: _store);
        await PutAsync(host);
        Assert.Equal(1, await host.CheckpointAsync());
        Assert.Equal(0, await host.CheckpointAsync());
        await host.RestartAsync();
        await host.GetAsync("p", "a");
        Assert.Equal(0, await host.CheckpointAsync());
        Assert.Single(Manifests());
    }

    [Fact]
    public async Task Checkpoint_OfAnIndexThatIsAnOlderCopyOfItself_DoesNotTakeItsTablesForOthers()
    {
        await using var host = await StoreHost.StartAsync();
        await PutAsync(host);
        var copy = host.IndexDirectory + ".copy";
        await host.RestartAsync(() => CopyDirectory(host.IndexDirectory, copy));
        await host.CommitAsync(Tx.Of("p", Tx.Put("b", "1")));
        await host.CheckpointAsync();

        // The number of the table that the copy writes next was given already, to other contents of the same length.
        await host.RestartAsync(() =>
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
            Directory.Move(copy, host.IndexDirectory);
        });
        await host.CommitAsync(Tx.Of("p", Tx.Put("b", "2")));
        await host.CheckpointAsync();
        await host.RestartAsync(() =>
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
            host.Journals.File(StoreHost.Descriptor.Id).Trim(3);
        });
        Assert.Equal("2", Tx.Text((await host.GetAsync("p", "b"))!.Value));
    }

    [Fact]
    public async Task Checkpoints_ThatFollowOneAnother_KeepTwoAndTheirFilesOnly()
    {
        await using var host = await StoreHost.StartAsync();
        for (var round = 0; round < 12; round++)
        {
            await PutAsync(host);
            await host.CheckpointAsync();
            if (round % 4 == 3)
            {
                await host.RestartAsync();
            }
        }

        var names = new CheckpointNames(StoreHost.Descriptor.Id, StoreHost.Descriptor.JournalId);
        var manifests = Directory.GetFiles(Path.Combine(host.CheckpointDirectory, "manifests"));
        Assert.Equal(2, manifests.Length);
        var referred = manifests.SelectMany(path =>
        {
            var manifest = CheckpointManifest.Decode(File.ReadAllBytes(path));
            return manifest.Objects.Select(file => Path.GetFileName(names.File(file, manifest.Epoch)));
        });
        Assert.Equal(
            referred.Distinct().Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(host.CheckpointDirectory, "files"))
                .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetDirectories(Path.Combine(host.IndexDirectory, "..", "..", "work")));
    }

    [Fact]
    public async Task TrimBound_OfTwoCheckpoints_IsKnownAfterARestart()
    {
        await using var host = await StoreHost.StartAsync();
        var range = (Storage.Ranges.RangeStore)host.Range;
        await PutAsync(host);
        await host.CheckpointAsync();
        Assert.Equal(0, range.TrimBound);
        await PutAsync(host);
        await host.CheckpointAsync();
        Assert.Equal(1, range.TrimBound);
        await host.RestartAsync();
        await host.GetAsync("p", "a");
        Assert.Equal(0, await host.CheckpointAsync());
        Assert.Equal(1, ((Storage.Ranges.RangeStore)host.Range).TrimBound);
        await PutAsync(host);
        await host.CheckpointAsync();
        Assert.Equal(2, ((Storage.Ranges.RangeStore)host.Range).TrimBound);
    }

    [Fact]
    public async Task Checkpoint_WhenTheDiskIsFull_FailsAndLeavesNothing()
    {
        var time = new ManualTimeProvider();
        await using var host = await StoreHost.StartAsync(time: time);
        await PutAsync(host);
        host.FreeDiskBytes = 0;
        time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<IOException>(host.CheckpointAsync);
        Assert.False(Directory.Exists(host.CheckpointDirectory));
        host.FreeDiskBytes = long.MaxValue;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await host.CheckpointAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Checkpoint_WhenTheIndexFails_SaysThatTheRangeIsUnavailable(bool stops)
    {
        await using var host = await StoreHost.StartAsync();
        var range = (Storage.Ranges.RangeStore)host.Range;
        await PutAsync(host);
        await host.CheckpointAsync();
        await PutAsync(host);
        foreach (var path in Directory.GetFiles(host.IndexDirectory, "*.sst"))
        {
            File.Delete(path);
        }

        if (stops)
        {
            range.Stop(Faults.RangeUnavailable(StoreHost.Descriptor.Id, "it is stopped."));
        }

        var error = await Assert.ThrowsAsync<RangeUnavailableException>(host.CheckpointAsync);
        var why = stops ? "it is stopped." : "its index cannot be copied: ";
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(host.IndexDirectory, "..", "..", "work", "1024")));
    }

    private static Task PutAsync(StoreHost host) => host.CommitAsync(Tx.Of("p", Tx.Put("a", new string('x', 1500))));

    private static async Task PutUntilAsync(StoreHost host, Func<bool> isDone)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isDone())
        {
            patience.Token.ThrowIfCancellationRequested();
            await PutAsync(host);
        }
    }

    private static void CopyDirectory(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private List<string> Manifests() =>
        [.. _store.Objects.Keys.Where(name => name.Contains("manifests", StringComparison.Ordinal))];
}
