using Orleans.TableService.Storage.Tests.Journals;
using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>A sample of the matrix with real indexes, which a crash leaves at another place than the journal.</summary>
public sealed class IndexCrashTests(ITestOutputHelper output)
{
    private const int Steps = 14;

    [Theory]
    [InlineData(IndexFate.AsIs)]
    [InlineData(IndexFate.Before)]
    [InlineData(IndexFate.OneBefore)]
    [InlineData(IndexFate.Missing)]
    [InlineData(IndexFate.Emptied)]
    [InlineData(IndexFate.Swapped)]
    public async Task Engine_WhenThePowerGoesAtSomeStep_HasWhatItAcknowledged(IndexFate fate)
    {
        var seed = FaultSeed.Next();
        output.WriteLine(FaultSeed.Describe(seed));
        var random = new Random(seed);
        using var before = new TemporaryDirectory();
        var counts = new KeyCounts();
        var disk = new SimulatedDisk();
        await using (var engine = new EngineOnDisk(disk, before.Path))
        {
            await engine.CreateAsync(1);
            await engine.CreateAsync(2);
            Assert.True(await counts.CountAsync(engine, 20, random));
        }

        for (var step = 0; step < Steps; step++)
        {
            await CrashAsync(disk, before.Path, fate, counts.Copy(), random, $"seed {seed}, step {step}");
        }
    }

    private static async Task CrashAsync(
        SimulatedDisk start, string before, IndexFate fate, KeyCounts counts, Random random, string what)
    {
        using var directory = new TemporaryDirectory();
        IndexDirectories.Copy(before, directory.Path);
        var disk = start.Copy();
        await using (var engine = new EngineOnDisk(disk, directory.Path))
        {
            await engine.OpenAsync(1);
            await engine.OpenAsync(2);
            Break(disk, random);
            await counts.CountAsync(engine, 60, random);
        }

        var left = disk.AfterPowerCut((_, _) => random.Next(2) == 0);
        IndexDirectories.Apply(fate, directory.Path, before);
        await RequireAsync(left, directory.Path, counts, what);
    }

    // The power goes, or an operation fails and the power goes later.
    private static void Break(SimulatedDisk disk, Random random)
    {
        var at = random.Next(1, 120);
        if (random.Next(2) == 0)
        {
            disk.PowerFailsAt = disk.OperationCount + at;
            return;
        }

        var kind = random.Next(2) == 0 ? FaultKind.Error : FaultKind.DoneButFailed;
        disk.Inject = new FaultPlan(kind, FaultDuration.Once, at).Inject;
    }

    private static async Task RequireAsync(SimulatedDisk disk, string directory, KeyCounts counts, string what)
    {
        await using var engine = new EngineOnDisk(disk, directory);
        await engine.OpenAsync(1);
        await engine.OpenAsync(2);
        await counts.CompareAsync(engine, what);

        // And it works on.
        Assert.True(await counts.CountAsync(engine, 2, new Random(1)));
        await counts.CompareAsync(engine, what);
    }
}
