using Microsoft.Win32.SafeHandles;

namespace Orleans.TableService.Posix.Tests;

public sealed class PosixSyncTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("tableservice-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("f")]
    [InlineData("f \u00e9\u4e2d")]
    public void File_AndItsDirectory_WhenTheyAreOnADisk_Return(string name)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        var path = Path.Combine(directory, name);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, "bytes"u8, 0);

        PosixSync.File(file, path);
        PosixSync.Directory(directory);
    }

    [Fact]
    public void File_OfAKindThatCannotBeSynced_IsAnError()
    {
        // Files of /proc have no such call, as directories there have none.
        const string Path = "/proc/self/status";
        using var file = File.OpenHandle(Path);

        var error = Assert.Throws<NotSupportedException>(() => PosixSync.File(file, Path));

        Assert.StartsWith("fdatasync of /proc/self/status failed: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(" (errno 22).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_WhenTheDescriptorIsNone_IsAnErrorWithItsNumber()
    {
        using var file = new SafeFileHandle(0x7FFFFFF0, ownsHandle: false);

        var error = Assert.Throws<IOException>(() => PosixSync.File(file, "none"));

        Assert.Equal(9, error.HResult);
        Assert.EndsWith(" (errno 9).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_OfAFileSystemWithoutSuchACall_Returns() => PosixSync.Directory("/proc/self");

    [Fact]
    public void Directory_ThatIsNotThere_IsAnErrorThatNamesIt()
    {
        var path = Path.Combine(_root, "absent");

        var error = Assert.Throws<IOException>(() => PosixSync.Directory(path));

        Assert.Equal(2, error.HResult);
        Assert.StartsWith($"open of {path} failed: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_AsOftenAsOneLikes_LeavesNoHandleOpen()
    {
        for (var i = 0; i < 100; i++)
        {
            PosixSync.Directory(_root);
        }

        var open = new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Select(link => link.LinkTarget);
        Assert.DoesNotContain(_root, open);
    }
}
