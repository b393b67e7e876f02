using System.Globalization;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Ranges;
using Orleans.TableService.Storage.Tests.Telemetry;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>Checkpoints of a table whose large values lie in files of their own.</summary>
public sealed class SeparatedValuesTests
{
    private const string Hashed = "tableservice.storage.checkpoint.hashed";
    private const string Put = "tableservice.storage.checkpoint.put";
    private const int ValueSizeBytes = 1 << 20;

    private static readonly RangeDescriptor Separating =
        StoreHost.Descriptor with { SeparateValuesFromBytes = 4096 };

    [Fact]
    public async Task Restore_OfATableWithBlobFiles_HasEveryValue()
    {
        await using var host = await StoreHost.StartAsync();
        var range = await host.Engine.OpenRangeAsync(Separating, default);
        await PutAsync(range, 1);
        await range.CheckpointAsync(default);
        await PutAsync(range, 2);
        await range.CheckpointAsync(default);
        await PutAsync(range, 3);
        Assert.Contains(Files(host), file => file.Name.EndsWith(".blob", StringComparison.Ordinal));
        await host.RestartAsync(() =>
        {
            Directory.Delete(host.IndexDirectory, recursive: true);
            host.Journals.File(Separating.Id).Trim(2);
        });

        range = await host.Engine.OpenRangeAsync(Separating, default);
        for (var key = 1; key <= 3; key++)
        {
            var outcome = await range.SubmitAsync(Tx.Of("p", Tx.Get(Name(key))), default);
            var entry = ((GetResult)outcome.GetResultOrThrow().Results[0]).Entry!;
            Assert.Equal(Value(key), entry.Value.Bytes.ToArray());
        }
    }

    [Fact]
    public async Task Checkpoint_OfBlobFilesThatThisOwnerHasRead_ReadsOnlyWhatIsNew()
    {
        using var listener = new Measurements();
        await using var host = await StoreHost.StartAsync();
        var range = await host.Engine.OpenRangeAsync(Separating, default);
        for (var key = 1; key <= 4; key++)
        {
            await PutAsync(range, key);
            await range.CheckpointAsync(default);
        }

        listener.Observe(host.Engine.Meter);
        var hashed = listener[Hashed, ""];
        Assert.InRange(hashed, 4 * ValueSizeBytes, 5 * ValueSizeBytes);
        Assert.InRange(listener[Put, ""], 4 * ValueSizeBytes, 5 * ValueSizeBytes);

        // Another owner believes nothing that it has not read itself.
        await host.ReopenAsync();
        range = await host.Engine.OpenRangeAsync(Separating, default);
        await PutAsync(range, 5);
        await range.CheckpointAsync(default);
        listener.Observe(host.Engine.Meter);
        Assert.True(listener[Hashed, ""] - hashed >= 5 * ValueSizeBytes);
    }

    [Fact]
    public void Files_WhenAnotherTakesTheName_AreNotTakenForTheFirst()
    {
        var directory = Directory.CreateTempSubdirectory("tableservice-").FullName;
        var files = new Storage.Files.PosixFileLayer();
        var (first, second) = (Path.Combine(directory, "1.blob"), Path.Combine(directory, "2.blob"));
        File.WriteAllBytes(first, new byte[10]);
        File.WriteAllBytes(second, new byte[10]);
        var hashed = new HashedFiles();
        var noted = CheckpointFile.OfObject("1.blob", 10, new byte[32], default);
        hashed.Note(Stamp(first), Stamp(first), noted);
        Assert.True(files.TryLink(first, first + ".link"));
        Assert.NotNull(hashed.Find("1.blob", Stamp(first + ".link")));
        Assert.Null(hashed.Find("1.blob", Stamp(second)));
        Assert.Null(hashed.Find("2.blob", Stamp(first)));
        Assert.Null(hashed.Find("1.blob", null));

        File.AppendAllText(first, "x");
        Assert.Null(hashed.Find("1.blob", Stamp(first)));
        hashed.Note(Stamp(first), Stamp(first), noted);
        hashed.Keep(["2.blob"]);
        Assert.Null(hashed.Find("1.blob", Stamp(first)));
        Directory.Delete(directory, recursive: true);

        Storage.Files.FileStamp? Stamp(string path)
        {
            using var file = files.OpenRead(path);
            return file.ReadStamp();
        }
    }

    private static string Name(int key) => key.ToString(CultureInfo.InvariantCulture);

    private static byte[] Value(int key)
    {
        var bytes = new byte[ValueSizeBytes];
        new Random(key).NextBytes(bytes);
        return bytes;
    }

    private static async Task PutAsync(IRangeStore range, int key)
    {
        var transaction = Tx.Of("p", new PutOperation { LKey = Tx.Bytes(Name(key)), Value = Value(key) });
        (await range.SubmitAsync(transaction, default)).GetResultOrThrow();
    }

    private static IEnumerable<CheckpointFile> Files(StoreHost host) =>
        Directory.GetFiles(Path.Combine(host.CheckpointDirectory, "manifests"))
            .SelectMany(path => CheckpointManifest.Decode(File.ReadAllBytes(path)).Files);
}
