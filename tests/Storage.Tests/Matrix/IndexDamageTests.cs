using Orleans.TableService.Storage.Tests.Journals;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Flipped bytes in the files of an index: it is made anew, and never answers wrongly.</summary>
public sealed class IndexDamageTests
{
    private const int FlipsPerFile = 12;
    private const int OpeningsMax = 3;

    [Fact]
    public async Task Engine_WithAnyFileOfAnIndexDamaged_AnswersRightlyInTheEnd()
    {
        using var original = new TemporaryDirectory();
        var counts = new KeyCounts();
        var disk = new SimulatedDisk();
        await using (var engine = new EngineOnDisk(disk, original.Path))
        {
            await engine.CreateAsync(1);
            await engine.CreateAsync(2);
            Assert.True(await counts.CountAsync(engine, 40, new Random(1)));
        }

        var index = EngineOnDisk.IndexOf(original.Path, 1);
        var files = Directory.GetFiles(index).Select(Path.GetFileName).ToList();
        Assert.Contains(files, name => name!.EndsWith(".sst", StringComparison.Ordinal));
        foreach (var name in files.Where(name => name != "LOCK" && !name!.StartsWith("LOG", StringComparison.Ordinal)))
        {
            var length = new FileInfo(Path.Combine(index, name!)).Length;
            for (var flip = 0; flip < Math.Min(FlipsPerFile, length); flip++)
            {
                using var damaged = new TemporaryDirectory();
                IndexDirectories.Copy(original.Path, damaged.Path);
                Flip(Path.Combine(EngineOnDisk.IndexOf(damaged.Path, 1), name!), length * flip / FlipsPerFile);
                await RequireRightAsync(
                    disk.Copy(), damaged.Path, counts.Copy(), $"{name} at {length * flip / FlipsPerFile}");
            }
        }
    }

    private static async Task RequireRightAsync(SimulatedDisk disk, string directory, KeyCounts counts, string what)
    {
        await using var engine = new EngineOnDisk(disk, directory);
        for (var opening = 1; ; opening++)
        {
            await engine.OpenAsync(1);
            await engine.OpenAsync(2);
            try
            {
                await counts.CompareAsync(engine, what);
                return;
            }
            catch (RangeUnavailableException) when (opening < OpeningsMax)
            {
                // Damage that reading finds stops the range; opened again, it makes the index anew.
            }
        }
    }

    private static void Flip(string path, long offset)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[offset] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }
}
