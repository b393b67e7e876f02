namespace Orleans.TableService.Storage.Tests.Disks;

/// <summary>
/// What the disk under the fault tests may leave after a power cut: no less and no more than a real one.
/// </summary>
public sealed class SimulatedDiskTests
{
    private const int Sector = DiskFile.SectorSizeBytes;

    [Fact]
    public void AfterPowerCut_OfUnflushedSectors_LeavesEverySubset()
    {
        var disk = WithFile(3 * Sector);
        using var file = disk.Open("/d/f");
        file.Write(Filled(3 * Sector, 7), 0);

        var left = EveryCut(disk).Select(cut => Pattern(cut.BytesOf("/d/f"))).Order().ToList();

        Assert.Equal(["000", "007", "070", "077", "700", "707", "770", "777"], left);
    }

    [Fact]
    public void AfterPowerCut_OfFlushedContents_LeavesThem()
    {
        var disk = WithFile(2 * Sector);
        using var file = disk.Open("/d/f");
        file.Write(Filled(Sector, 7), Sector);
        file.Flush();

        Assert.Equal(["07"], EveryCut(disk).Select(cut => Pattern(cut.BytesOf("/d/f"))));
    }

    [Fact]
    public void AfterPowerCut_OfAGrownFile_LeavesLengthWithoutDataAndDataWithoutLength()
    {
        var disk = WithFile(Sector);
        using var file = disk.Open("/d/f");
        file.Write(Filled(Sector, 7), Sector);

        var left = EveryCut(disk).Select(cut => Pattern(cut.BytesOf("/d/f"))).Order().ToList();

        Assert.Equal(["0", "0", "00", "07"], left);
    }

    [Fact]
    public void AfterPowerCut_OfAFlushThatFailedAndOneThatSucceeded_StillMayLackTheContents()
    {
        var disk = WithFile(Sector);
        using var file = disk.Open("/d/f");
        file.Write(Filled(Sector, 7), 0);
        disk.Fault = (operation, _) => operation == DiskOperation.Flush ? new IOException("EIO") : null;
        Assert.Throws<IOException>(file.Flush);
        disk.Fault = null;
        file.Flush();

        var killed = disk.Image().AfterKill();
        Assert.Equal(["0", "7"], EveryCut(disk).Select(cut => Pattern(cut.BytesOf("/d/f"))).Order());
        Assert.Equal(["0", "7"], EveryCut(killed).Select(cut => Pattern(cut.BytesOf("/d/f"))).Order());
        Assert.Equal("7", Pattern(killed.BytesOf("/d/f")));
    }

    [Fact]
    public void AfterPowerCut_OfNamesThatWereNotSynced_LeavesEverySubset()
    {
        var disk = WithFile(Sector);
        disk.Rename("/d/f", "/d/g");
        disk.Create("/d/h", 0).Dispose();

        var left = EveryCut(disk).Select(cut => string.Join(' ', cut.Files)).Order(StringComparer.Ordinal);

        Assert.Equal(["/d/f", "/d/f /d/h", "/d/g", "/d/g /d/h"], left);
        disk.SyncDirectory("/d");
        Assert.Equal(["/d/g /d/h"], EveryCut(disk).Select(cut => string.Join(' ', cut.Files)));
    }

    [Fact]
    public void AfterPowerCut_OfADirectoryThatWasRemoved_LeavesAnyOfItsFilesOrNothing()
    {
        var disk = WithFile(Sector);
        disk.Create("/d/g", 0).Dispose();
        disk.SyncDirectory("/d");
        disk.DeleteDirectory("/d");

        var left = EveryCut(disk).Select(cut => string.Join(' ', cut.Files)).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["", "/d/f", "/d/f /d/g", "/d/g"], left);
    }

    [Fact]
    public void AfterKill_OfADisk_HasWhatProgramsSawAndIsAsUncertain()
    {
        var disk = WithFile(Sector);
        using var file = disk.Open("/d/f");
        file.Write(Filled(Sector, 7), 0);
        disk.Rename("/d/f", "/d/g");

        var killed = disk.Image().AfterKill();

        Assert.Equal(
            ["/d/f 0", "/d/f 7", "/d/g 0", "/d/g 7"], EveryCut(killed).Select(Listing).Order(StringComparer.Ordinal));
        Assert.Equal("/d/g 7", Listing(killed));
    }

    [Fact]
    public void Write_ThatIsTorn_HasWrittenHalfOfItsSectors()
    {
        var disk = WithFile(4 * Sector);
        using var file = disk.Open("/d/f");
        disk.Inject = (_, _) => new DiskFault(new IOException("EIO"), DiskFaultEffect.Part);

        Assert.Throws<IOException>(() => file.Write(Filled(4 * Sector, 7), 0));
        Assert.Equal("7700", Pattern(disk.BytesOf("/d/f")));
    }

    private static SimulatedDisk WithFile(int length)
    {
        var disk = new SimulatedDisk();
        disk.CreateDirectory("/d");
        disk.SyncDirectory("/");
        using var file = disk.Create("/d/f", 0);
        file.Write(new byte[length], 0);
        file.Flush();
        disk.SyncDirectory("/d");
        return disk;
    }

    private static List<SimulatedDisk> EveryCut(SimulatedDisk disk)
    {
        var image = disk.Image();
        var cuts = new List<SimulatedDisk>();
        for (var subset = 0; subset < 1 << image.Uncertain.Count; subset++)
        {
            var kept = image.Uncertain.Where((_, i) => (subset >> i & 1) != 0).ToHashSet();
            cuts.Add(image.AfterPowerCut(kept.Contains));
        }

        return cuts;
    }

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static string Listing(SimulatedDisk disk) =>
        string.Join(' ', disk.Files.Select(path => $"{path} {Pattern(disk.BytesOf(path))}"));

    // The first byte of each sector.
    private static string Pattern(byte[] bytes) =>
        string.Concat(bytes.Where((_, i) => i % Sector == 0).Select(value => (char)('0' + value)));
}
