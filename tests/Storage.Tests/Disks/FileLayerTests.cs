using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Tests.Journals;

namespace Orleans.TableService.Storage.Tests.Disks;

/// <summary>Links and reading, of the disk of the tests as of the real one.</summary>
public sealed class FileLayerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryLink_OfAFile_GivesItASecondNameThatStays(bool isSimulated)
    {
        var files = Layer(isSimulated);
        var (from, to) = (PathOf("from"), PathOf("to"));
        Write(files, from);
        Assert.True(files.TryLink(from, to));
        Assert.Throws<IOException>(() => files.TryLink(from, to));
        files.Delete(from);

        var bytes = new byte[4];
        using var file = files.OpenRead(to);
        Assert.Equal(3, file.Read(bytes, 0));
        Assert.Equal([1, 2, 3, 0], bytes);
        Assert.Equal(3, file.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryLink_OfAMissingFile_IsAnError(bool isSimulated) =>
        Assert.ThrowsAny<Exception>(() => Layer(isSimulated).TryLink(PathOf("none"), PathOf("to")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rename_OntoAnotherNameOfTheSameFile_KeepsIt(bool isSimulated)
    {
        var files = Layer(isSimulated);
        Write(files, PathOf("a"));
        files.TryLink(PathOf("a"), PathOf("b"));
        files.Rename(PathOf("a"), PathOf("b"));
        Assert.True(files.FileExists(PathOf("b")));
    }

    [Fact]
    public void TryLink_BeforeTheDirectoryIsSynced_IsLostInAPowerCut()
    {
        var disk = new SimulatedDisk();
        disk.CreateDirectory("/data");
        disk.SyncDirectory("/");
        Write(disk, "/data/a");
        disk.SyncDirectory("/data");
        disk.TryLink("/data/a", "/data/b");
        Assert.Equal(["a"], disk.AfterPowerCut((_, _) => false).ListFiles("/data"));
        disk = new SimulatedDisk { HasNoLinks = true };
        disk.CreateDirectory("/data");
        Write(disk, "/data/a");
        Assert.False(disk.TryLink("/data/a", "/data/b"));
    }

    public void Dispose() => _directory.Dispose();

    private IFileLayer Layer(bool isSimulated)
    {
        IFileLayer files = isSimulated ? new SimulatedDisk() : new PosixFileLayer();
        files.CreateDirectory(_directory.Path);
        return files;
    }

    private static void Write(IFileLayer files, string path)
    {
        using var file = files.Create(path, 0);
        file.Write([1, 2, 3], 0);
        file.Flush();
    }

    private string PathOf(string name) => Path.Combine(_directory.Path, name);
}
