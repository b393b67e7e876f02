using Orleans.TableService.Storage.Files;
using Orleans.TableService.Tests.Support.Disks;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>
/// Everything that can go wrong at any one step of four checkpoints, on disks with links and without.
/// </summary>
public sealed class CheckpointMatrixTests
{
    private static readonly Func<string, int, bool>[] Survivals =
    [
        (_, _) => false,
        (_, _) => true,
        (_, page) => page % 2 == 0,
        (path, page) => (path.Length + page) % 3 == 0,
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PowerCut_AtEveryStep_LeavesTheLastTwoThatWereAcknowledged(bool hasNoLinks)
    {
        var steps = CountSteps(hasNoLinks);
        Assert.True(steps > 60);
        for (var step = 0; step <= steps; step++)
        {
            foreach (var survival in Survivals)
            {
                Assert.Null(PowerCut(hasNoLinks, step, survival, disk => disk));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kill_AtEveryStep_LeavesTheLastTwoThatWereAcknowledged(bool hasNoLinks)
    {
        for (var step = CountSteps(hasNoLinks); step >= 0; step--)
        {
            var disk = new SimulatedDisk { HasNoLinks = hasNoLinks, PowerFailsAt = step };
            var script = Run(disk, disk);
            GoOn(disk.Copy(), script.Acknowledged);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Failure_OfAnyOneStep_IsMadeGoodByTheNextTry(bool hasNoLinks)
    {
        var steps = CountSteps(hasNoLinks);
        for (var step = 0; step < steps; step++)
        {
            var disk = new SimulatedDisk { HasNoLinks = hasNoLinks };
            var left = step;
            disk.Fault = (_, _) => left-- == 0 ? new IOException("once") : null;
            var script = Run(disk, disk);
            disk.Fault = null;
            GoOn(disk, script.Acknowledged);
            CheckpointScript.AssertHolds(disk.AfterPowerCut((_, _) => false), []);
        }
    }

    // Proof that the matrix can fail: a store whose names, or whose bytes, are never made durable.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PowerCut_WhenAStoreSkipsASync_IsCaught(bool skipsDirectories)
    {
        var caught = 0;
        for (var step = 0; step <= CountSteps(hasNoLinks: true); step++)
        {
            caught += PowerCut(true, step, Survivals[0], disk => new LazyDisk(disk, skipsDirectories)) is null ? 0 : 1;
        }

        Assert.True(caught > 10, $"{caught} cases");
    }

    private static int CountSteps(bool hasNoLinks)
    {
        var disk = new SimulatedDisk { HasNoLinks = hasNoLinks };
        var script = new CheckpointScript(disk, disk);
        Prepare(disk);
        script.Run();
        var steps = disk.OperationCount;
        CheckpointScript.AssertHolds(disk, script.Acknowledged);
        Assert.Equal([1, 2, 3, 4], script.Acknowledged);
        return steps;
    }

    private static Exception? PowerCut(
        bool hasNoLinks, int step, Func<string, int, bool> survival, Func<SimulatedDisk, IFileLayer> layer)
    {
        var disk = new SimulatedDisk { HasNoLinks = hasNoLinks, PowerFailsAt = step };
        var script = Run(disk, layer(disk));
        return Record.Exception(() => GoOn(disk.AfterPowerCut(survival), script.Acknowledged));
    }

    private static CheckpointScript Run(SimulatedDisk disk, IFileLayer storeFiles)
    {
        var script = new CheckpointScript(disk, storeFiles);
        try
        {
            Prepare(disk);
            script.Run();
        }
        catch (IOException)
        {
            // The step that was to fail.
        }

        return script;
    }

    // What is there holds, and the next owner takes two more over it.
    private static void GoOn(SimulatedDisk disk, IReadOnlyList<long> acknowledged)
    {
        CheckpointScript.AssertHolds(disk, acknowledged);
        Prepare(disk);
        var next = new CheckpointScript(disk, disk);
        var store = new Storage.Checkpoints.LocalCheckpointStore(CheckpointScript.Root, disk);
        next.Step(store, 10, 5);
        next.Step(store, 11, 5);
        CheckpointScript.AssertHolds(disk, next.Acknowledged);
        Assert.Equal(2, Count(CheckpointScript.Names.ManifestPrefix));
        Assert.Equal(5, Count(CheckpointScript.Names.FilePrefix));

        int Count(string prefix) => disk.ListFiles($"{CheckpointScript.Root}/{prefix}".TrimEnd('/')).Count;
    }

    private static void Prepare(SimulatedDisk disk)
    {
        disk.CreateDirectory("/data");
        disk.SyncDirectory("/");
        disk.CreateDirectory("/data/index/work");
    }

    /// <summary>A disk that does not do what it says.</summary>
    private sealed class LazyDisk(SimulatedDisk disk, bool skipsDirectories) : DelegatingFileLayer(disk)
    {
        public override IDurableFile Open(string path) => new LazyFile(base.Open(path), !skipsDirectories);

        public override IDurableFile Create(string path, long reservedSizeBytes) =>
            new LazyFile(base.Create(path, reservedSizeBytes), !skipsDirectories);

        public override void SyncDirectory(string path)
        {
            if (!skipsDirectories || !path.EndsWith("files", StringComparison.Ordinal))
            {
                base.SyncDirectory(path);
            }
        }
    }

    private sealed class LazyFile(IDurableFile file, bool skipsFlush) : DelegatingFile(file)
    {
        public override void Flush()
        {
            if (!skipsFlush)
            {
                base.Flush();
            }
        }
    }
}
