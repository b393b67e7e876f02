using System.Globalization;
using Orleans.TableService.Storage.Tests.Ranges;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>Ranges that lose their index, and what they make of checkpoints and journal.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task Open_WithoutIndexAndWithATrimmedJournal_RestoresAndReplaysTheTail()
    {
        await using var host = await StartAsync(2);
        await PutAsync(host, "tail", "1");
        await host.RestartAsync(() =>
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
            host.Journals.File(StoreHost.Descriptor.Id).Trim(2);
        });

        Assert.Equal("1", await ValueAsync(host, "tail"));
        Assert.Equal("2", await ValueAsync(host, "n"));
        Assert.Equal("1", await ValueAsync(host, "key 1"));
        Assert.Equal(6, (await host.CommitAsync(Tx.Of("p", Tx.Put("again", "1")))).Revision);
    }

    [Theory]
    [InlineData(".sst")]
    [InlineData("manifest")]
    public async Task Open_WhenAnObjectOfTheNewestIsDamaged_FallsBackToTheOlder(string kind)
    {
        await using var host = await StartAsync(2);
        await host.RestartAsync(() =>
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
            host.Journals.File(StoreHost.Descriptor.Id).Trim(1);
            Damage(host, kind, Flip);
        });

        Assert.Equal("2", await ValueAsync(host, "n"));
        Assert.Equal("1", await ValueAsync(host, "key 1"));
    }

    [Theory]
    [InlineData(".sst")]
    [InlineData("manifest")]
    public async Task Open_WhenAnObjectOfTheNewestIsCutOrMissing_FallsBackToTheOlder(string kind)
    {
        foreach (var damage in (Action<string>[])[Cut, File.Delete, Empty, Lengthen])
        {
            await using var host = await StartAsync(2);
            await host.RestartAsync(() =>
            {
                Directory.Delete(host.IndexDirectory, recursive: true);
                host.Journals.File(StoreHost.Descriptor.Id).Trim(1);
                Damage(host, kind, damage);
            });

            Assert.Equal("2", await ValueAsync(host, "n"));
        }
    }

    [Fact]
    public async Task Open_WhenEveryCheckpointIsDamagedAndTheJournalIsTrimmed_RefusesAndSaysWhatToDo()
    {
        await using var host = await StartAsync(2);
        await host.RestartAsync(() =>
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
            host.Journals.File(StoreHost.Descriptor.Id).Trim(1);
            Array.ForEach(Directory.GetFiles(Path.Combine(host.CheckpointDirectory, "files")), Flip);
        });

        var outcome = await host.SubmitAsync(Tx.Of("p", Tx.Get("n")));
        Assert.Equal(FaultCode.JournalCorrupted, outcome.Fault!.Code);
        Assert.Contains("no checkpoint can be used", outcome.Fault.Message, StringComparison.Ordinal);
        Assert.Contains("Restore", outcome.Fault.Message, StringComparison.Ordinal);

        // Nor the next time, and nothing was made that could pass for an index.
        await host.RestartAsync();
        Assert.Equal(FaultCode.JournalCorrupted, (await host.SubmitAsync(Tx.Of("p", Tx.Get("n")))).Fault!.Code);
    }

    [Fact]
    public async Task Open_WhenEveryCheckpointIsDamagedAndTheJournalIsWhole_ReplaysTheJournal()
    {
        await using var host = await StartAsync(2);
        await host.RestartAsync(() =>
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
            Array.ForEach(Directory.GetFiles(Path.Combine(host.CheckpointDirectory, "files")), Flip);
        });
        Assert.Equal("2", await ValueAsync(host, "n"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_WhenTheIndexDirectoryIsEmptyOrDamaged_IsNeverEmptyWithATrimmedJournal(bool isDamaged)
    {
        await using var host = await StartAsync(2);
        await host.RestartAsync(() =>
        {
            host.Journals.File(StoreHost.Descriptor.Id).Trim(2);
            foreach (var file in Directory.GetFiles(host.IndexDirectory))
            {
                if (!isDamaged)
                {
                    File.Delete(file);
                }
                else if (Path.GetFileName(file).StartsWith("MANIFEST", StringComparison.Ordinal))
                {
                    File.WriteAllText(file, "damage");
                }
            }
        });
        Assert.Equal("2", await ValueAsync(host, "n"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(host.IndexDirectory, "..", "..", "work")));
    }

    [Fact]
    public async Task Open_AfterAProcessWasKilledWhileItCopied_RemovesWhatItLeft()
    {
        await using var host = await StartAsync(1);
        var work = Path.Combine(host.IndexDirectory, "..", "..", "work");
        await host.RestartAsync(() =>
        {
            foreach (var purpose in (string[])["checkpoint", "checkpoint.tmp", "restore"])
            {
                Directory.CreateDirectory(Path.Combine(work, "1024-1024." + purpose));
                File.WriteAllText(Path.Combine(work, "1024-1024." + purpose, "CURRENT"), "half");
            }
        });
        await PutAsync(host, "n", "2");
        await host.CheckpointAsync();
        Assert.Empty(Directory.GetDirectories(work));
        Assert.Equal("2", await ValueAsync(host, "n"));
    }

    [Fact]
    public async Task Open_WhenTheJournalEndsBeforeACheckpoint_IsCorruption()
    {
        foreach (var losesIndex in (bool[])[true, false])
        {
            await using var host = await StartAsync(2);
            var copy = host.IndexDirectory + ".copy";
            await host.RestartAsync(() =>
            {
                Directory.Delete(host.IndexDirectory, recursive: true);
                host.Journals.File(StoreHost.Descriptor.Id).LoseLast();
            });
            var fault = (await host.SubmitAsync(Tx.Of("p", Tx.Get("n")))).Fault!;
            Assert.Equal(FaultCode.JournalCorrupted, fault.Code);
            Assert.Contains("checkpoint", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Open_WhenTheIndexIsOlderThanWhatACheckpointProves_StopsTheRangeWhoseJournalLostIt()
    {
        await using var host = await StartAsync(1);
        var copy = host.IndexDirectory + ".copy";
        await host.RestartAsync(() => Directory.Move(host.IndexDirectory, copy));
        await PutAsync(host, "n", "2");
        await host.CheckpointAsync();
        await host.RestartAsync(() =>
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
            Directory.Move(copy, host.IndexDirectory);
            host.Journals.File(StoreHost.Descriptor.Id).LoseLast();
        });
        await host.SubmitAsync(Tx.Of("p", Tx.Get("n")));
        var fault = await host.Range.Stopped.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(FaultCode.JournalCorrupted, fault!.Code);
    }

    [Fact]
    public async Task Open_WhenACheckpointIsOfAnotherJournal_DoesNotTakeIt()
    {
        await using var host = await StartAsync(1);
        await host.RestartAsync(() =>
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
            var manifest = Directory.GetFiles(Path.Combine(host.CheckpointDirectory, "manifests")).Single();
            var range = Path.GetDirectoryName(host.CheckpointDirectory)!;
            Directory.Move(host.CheckpointDirectory, Path.Combine(range, Guid.NewGuid().ToString("N")));
        });
        Assert.Equal("1", await ValueAsync(host, "n"));
    }

    [Fact]
    public async Task Delete_OfARange_RemovesItsCheckpoints()
    {
        await using var host = await StartAsync(2);
        Assert.True(Directory.Exists(host.CheckpointDirectory));
        await host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
        Assert.False(Directory.Exists(Path.GetDirectoryName(host.CheckpointDirectory)));
        await host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
    }

    private static async Task<StoreHost> StartAsync(int checkpoints)
    {
        var host = await StoreHost.StartAsync();
        for (var i = 1; i <= checkpoints; i++)
        {
            var text = i.ToString(CultureInfo.InvariantCulture);
            await PutAsync(host, $"key {text}", text);
            await PutAsync(host, "n", text);
            Assert.Equal(2 * i, await host.CheckpointAsync());
        }

        return host;
    }

    private static Task PutAsync(StoreHost host, string key, string value) =>
        host.CommitAsync(Tx.Of("p", Tx.Put(key, value)));

    private static async Task<string?> ValueAsync(StoreHost host, string key) =>
        await host.GetAsync("p", key) is { } entry ? Tx.Text(entry.Value) : null;

    // The newest checkpoint's own objects have the later manifest's files that the older does not name.
    private static void Damage(StoreHost host, string kind, Action<string> damage)
    {
        var manifests = Directory.GetFiles(Path.Combine(host.CheckpointDirectory, "manifests")).Order().ToList();
        if (kind == "manifest")
        {
            damage(manifests[^1]);
            return;
        }

        var older = Read(host, manifests[^2]).ToDictionary(pair => pair.Object, pair => pair.Name);
        var own = Read(host, manifests[^1]).Where(pair => !older.ContainsKey(pair.Object)).ToList();
        damage(own.First(pair => pair.Name.Contains(kind, StringComparison.Ordinal)).Object);
    }

    private static IEnumerable<(string Name, string Object)> Read(StoreHost host, string path)
    {
        var manifest = Storage.Checkpoints.CheckpointManifest.Decode(File.ReadAllBytes(path));
        var names = new Storage.Checkpoints.CheckpointNames(manifest.Meta.Range, manifest.Meta.JournalId);
        return manifest.Objects.Select(file => (file.Name, PathOf(names.File(file, manifest.Epoch))));

        string PathOf(string name) => Path.Combine(host.CheckpointDirectory, "files", Path.GetFileName(name));
    }

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    private static void Cut(string path) => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);

    private static void Lengthen(string path) => File.AppendAllText(path, "x");

    private static void Empty(string path) => File.WriteAllBytes(path, []);
}
