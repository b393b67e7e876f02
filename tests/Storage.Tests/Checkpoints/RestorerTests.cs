using System.Buffers;
using System.Runtime.InteropServices;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Tests.Support.Disks;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>
/// What a restore has said to be there outlives a power cut, whichever step fails, one file at once or four.
/// </summary>
public sealed class RestorerTests
{
    private const string Target = "/data/index/restored";

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 4)]
    [InlineData(true, 1)]
    [InlineData(true, 4)]
    public void Restore_ThenAPowerCut_HasEveryByte(bool hasNoLinks, int filesAtOnce)
    {
        var disk = DiskWithCheckpoint(hasNoLinks);

        Restore(disk, filesAtOnce);

        AssertIsDurable(disk);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 4)]
    [InlineData(true, 1)]
    [InlineData(true, 4)]
    public void Restore_WhenAnyOneStepFails_SaysSoOrHasEveryByteAndTheNextHas(bool hasNoLinks, int filesAtOnce)
    {
        var whole = DiskWithCheckpoint(hasNoLinks);
        var before = whole.OperationCount;
        Restore(whole, filesAtOnce);
        var steps = whole.OperationCount - before;
        var failed = 0;
        for (var step = 0; step < steps; step++)
        {
            var disk = DiskWithCheckpoint(hasNoLinks);
            var left = step;
            disk.Fault = (_, _) => Interlocked.Decrement(ref left) == -1 ? new IOException("once") : null;
            var error = Record.Exception(() => Restore(disk, filesAtOnce));
            Assert.True(error is IOException or null, error?.ToString());
            failed += error is null ? 0 : 1;
            if (error is not null)
            {
                Restore(disk, filesAtOnce);
            }

            AssertIsDurable(disk);
        }

        Assert.True(failed > 10, $"{failed} of {steps} steps");
    }

    [Fact]
    public void Hash_OfAReadThatIsGivenUp_LetsNobodyElseHaveItsBuffer()
    {
        var used = default(Memory<byte>);

        Assert.Throws<IOException>(() => FileHash.Of(
            buffer =>
            {
                used = buffer;
                throw new IOException("too long");
            },
            (_, _) => { }));

        var next = ArrayPool<byte>.Shared.Rent(used.Length);
        used.Span.Fill(1);
        Assert.True(MemoryMarshal.TryGetArray<byte>(used, out var kept));
        Assert.NotSame(kept.Array, next);
    }

    private static SimulatedDisk DiskWithCheckpoint(bool hasNoLinks)
    {
        var disk = new SimulatedDisk { HasNoLinks = hasNoLinks };
        disk.CreateDirectory("/data");
        disk.SyncDirectory("/");
        disk.CreateDirectory("/data/index/work");
        disk.SyncDirectory("/data");
        new CheckpointScript(disk, disk).Step(new LocalCheckpointStore(CheckpointScript.Root, disk), 1, 1);
        return disk;
    }

    private static void Restore(SimulatedDisk disk, int filesAtOnce)
    {
        var tools = CheckpointScript.Tools(disk, new LocalCheckpointStore(CheckpointScript.Root, disk));
        var newest = CheckpointCatalog.Load(tools.Store, CheckpointScript.Names, default).Checkpoints[0].Manifest!;
        new CheckpointRestorer(tools, CheckpointScript.Names, filesAtOnce).Restore(newest, Target, default);
    }

    // The directory's own name is its user's to make durable.
    private static void AssertIsDurable(SimulatedDisk disk)
    {
        disk.Fault = null;
        disk.SyncDirectory("/data/index");
        CheckpointScript.AssertIsImage(disk.AfterPowerCut((_, _) => false), Target, 1);
    }
}
