using System.Text;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>
/// Owners who take checkpoints of made-up indexes on a disk, one epoch after the other, and what was acknowledged of
/// them.
/// </summary>
internal sealed class CheckpointScript(IFileLayer files, IFileLayer storeFiles)
{
    public const string Root = "/data/checkpoints";

    private const string ImageDirectory = "/data/index/work/image";
    private static readonly IReadOnlySet<string> None = new HashSet<string>();
    private static readonly RangeId Range = new(new TableStreamId(1024), 1024);

    public static readonly CheckpointNames Names = new(Range, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));

    private readonly List<long> _acknowledged = [];

    /// <summary>Lsns of the checkpoints that were reported as taken.</summary>
    public IReadOnlyList<long> Acknowledged => _acknowledged;

    /// <summary>Takes four checkpoints, of which the first two have one owner, and collects after each.</summary>
    public void Run(long fromLsn = 1, long fromEpoch = 1)
    {
        var store = new LocalCheckpointStore(Root, storeFiles);
        Step(store, fromLsn, fromEpoch);
        Step(store, fromLsn + 1, fromEpoch);
        store = new LocalCheckpointStore(Root, storeFiles);
        Step(store, fromLsn + 2, fromEpoch + 1);
        Step(store, fromLsn + 3, fromEpoch + 1);
    }

    /// <summary>Takes one checkpoint and collects.</summary>
    public void Step(ICheckpointStore store, long lsn, long epoch)
    {
        var tools = Tools(files, store);
        var image = Image(lsn);
        var listing = CheckpointCatalog.Load(tools.Store, Names, default);
        new CheckpointWriter(tools, Names, epoch, verifiesReused: true).Write(image, listing, None, default);
        _acknowledged.Add(lsn);
        var after = CheckpointCatalog.Load(tools.Store, Names, default);
        new CheckpointCollector(tools.Store, Names, epoch, () => true).Collect(after, None, default);
    }

    /// <summary>
    /// Sees to it that the last two checkpoints that were acknowledged can be restored, and whatever else seems whole.
    /// </summary>
    public static void AssertHolds(IFileLayer disk, IReadOnlyList<long> acknowledged)
    {
        var tools = Tools(disk, new LocalCheckpointStore(Root, disk));
        var listing = CheckpointCatalog.Load(tools.Store, Names, default);
        var restorer = new CheckpointRestorer(tools, Names);
        foreach (var checkpoint in listing.Checkpoints.Where(found => found.IsUsable))
        {
            restorer.Restore(checkpoint.Manifest!, "/data/restored", default);
            Assert.Equal(
                Contents(checkpoint.Lsn).Select(pair => pair.Name),
                checkpoint.Manifest!.Files.Select(file => file.Name));
            AssertIsImage(disk, "/data/restored", checkpoint.Lsn);
        }

        Assert.Equal(
            acknowledged.TakeLast(CheckpointListing.KeptCount),
            listing.Checkpoints.Where(found => found.IsUsable).Select(found => found.Lsn).Intersect(acknowledged)
                .Order().TakeLast(CheckpointListing.KeptCount));
    }

    /// <summary>Sees to it that a directory has every byte of the index as of an Lsn.</summary>
    public static void AssertIsImage(IFileLayer disk, string directory, long lsn)
    {
        foreach (var (name, bytes) in Contents(lsn))
        {
            using var file = disk.OpenRead($"{directory}/{name}");
            var read = new byte[bytes.Length + 1];
            Assert.Equal(bytes.Length, file.Read(read, 0));
            Assert.Equal(bytes, read[..^1]);
        }
    }

    public static CheckpointTools Tools(IFileLayer files, ICheckpointStore store) =>
        CheckpointTools.Unlimited(files, store, TimeSpan.FromSeconds(10));

    /// <summary>Puts the files of an index as of an Lsn onto the disk.</summary>
    public CheckpointImage Image(long lsn)
    {
        files.DeleteDirectory(ImageDirectory);
        files.CreateDirectory(ImageDirectory);
        var names = new List<string>();
        foreach (var (name, bytes) in Contents(lsn))
        {
            using var file = files.Create($"{ImageDirectory}/{name}", 0);
            file.Write(bytes, 0);
            file.Flush();
            names.Add(name);
        }

        return new CheckpointImage(ImageDirectory, new IndexMeta(Range, JournalId, lsn, 7, 8), names);
    }

    private static Guid JournalId => Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    // Each step has a new table file and loses its oldest; the blob has no identity, and the manifest differs.
    private static IEnumerable<(string Name, byte[] Bytes)> Contents(long lsn)
    {
        for (var number = Math.Max(1, lsn - 1); number <= lsn + 1; number++)
        {
            yield return ($"{number:D6}.sst", Table(number));
        }

        yield return ("000099.blob", Encoding.ASCII.GetBytes(new string('b', 6000)));
        yield return ("CURRENT", "MANIFEST-000001\n"u8.ToArray());
        yield return ("MANIFEST-000001", Encoding.ASCII.GetBytes($"manifest {lsn}"));
    }

    private static byte[] Table(long number)
    {
        var bytes = new byte[9000 + number];
        new Random((int)number).NextBytes(bytes);
        Encoding.ASCII.GetBytes($"session.identity of {number}, riginal.file.number {number}")
            .CopyTo(bytes, bytes.Length - 100);
        return bytes;
    }
}
