using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Inspection;
using Orleans.TableService.Storage.Tests.Journals;

namespace Orleans.TableService.Storage.Tests.Inspection;

/// <summary>What a tool says of a place that is no data directory, or that its user may not read.</summary>
public sealed class StoppedDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public StoppedDirectoryTests()
    {
        foreach (var name in (string[])["log", "index/1024/1024", "checkpoints"])
        {
            Directory.CreateDirectory(PathOf(name));
        }

        File.WriteAllText(PathOf("LOCK"), "");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", "log")]
    [InlineData("..", "")]
    [InlineData("log", "log")]
    [InlineData("LOCK", "LOCK")]
    public void Open_WithoutPermission_SaysSo(string forbidden, string named)
    {
        RequireRefused(named, () =>
        {
            using var stopped = OpenForbidden(forbidden);
            stopped.Files.ListFiles(stopped.LogDirectory);
        });
    }

    [Theory]
    [InlineData("index/1024/1024", "index/1024/1024")]
    [InlineData("index/1024", "index/1024/1024")]
    [InlineData("index", "index/1024/1024")]
    public void IsReadableDirectory_WithoutPermission_SaysSo(string forbidden, string named)
    {
        using var stopped = OpenForbidden(forbidden);
        RequireRefused(named, () => stopped.Files.IsReadableDirectory(PathOf("index/1024/1024")));
    }

    [Theory]
    [InlineData("index/1024/1024", true)]
    [InlineData("index/1024/1025", false)]
    [InlineData("LOCK", false)]
    public void IsReadableDirectory_OfWhatMayBeRead_TellsWhetherItIsThere(string name, bool isThere)
    {
        using var stopped = StoppedDirectory.Open(_directory.Path);
        Assert.Equal(isThere, stopped.Files.IsReadableDirectory(PathOf(name)));
    }

    [Fact]
    public void Checkpoints_WithoutPermission_AreNotTakenForNone()
    {
        using var stopped = OpenForbidden("checkpoints");
        var inspector = new CheckpointInspector(stopped, checkpointDirectory: null);
        var listed = Assert.Throws<DataDirectoryException>(() => inspector.List(default));
        Assert.Contains($"no permission to read {PathOf("checkpoints")}", listed.Message, StringComparison.Ordinal);
        RequireRefused(
            "checkpoints/other", () => _ = new CheckpointInspector(stopped, PathOf("checkpoints/other")));
    }

    [Theory]
    [InlineData("none", "There is no directory")]
    [InlineData("LOCK", "There is no directory")]
    [InlineData("LOCK/below", "There is no directory")]
    [InlineData("checkpoints", "is not a data directory: it has no commit log")]
    public void Open_OfWhatIsNone_SaysSo(string name, string what)
    {
        var error = Assert.Throws<DataDirectoryException>(() => StoppedDirectory.Open(PathOf(name)));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileExists_TellsFilesDirectoriesAndNothingApart()
    {
        using var stopped = StoppedDirectory.Open(_directory.Path);
        Assert.True(stopped.Files.FileExists(PathOf("LOCK")));
        Assert.False(stopped.Files.FileExists(PathOf("log")));
        Assert.False(stopped.Files.FileExists(PathOf("none")));
        Assert.False(stopped.Files.FileExists(PathOf("none/below")));
        Assert.False(stopped.Files.FileExists(PathOf("LOCK/below")));
        Assert.False(stopped.Files.DirectoryExists(PathOf("LOCK/below")));
    }

    private StoppedDirectory OpenForbidden(string forbidden) =>
        new(_directory.Path, new ForbiddenFiles(PathOf(forbidden)));

    private void RequireRefused(string named, Action look)
    {
        var error = Assert.Throws<DataDirectoryException>(look);
        Assert.Equal(
            $"There is no permission to read {PathOf(named)}: run this as the user of the server, or as root.",
            error.Message);
    }

    private string PathOf(string name) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(_directory.Path, name)));

    // Tests may run as root, whom no permission keeps out: this layer does what the system does to others.
    private sealed class ForbiddenFiles(string path) : DelegatingFileLayer(new PosixFileLayer())
    {
        public override bool FileExists(string path) => !IsBelow(path) && base.FileExists(path);

        public override bool DirectoryExists(string path) => !IsBelow(path) && base.DirectoryExists(path);

        public override IReadOnlyList<string> ListFiles(string directory) => base.ListFiles(Permit(directory));

        public override IReadOnlyList<string> ListDirectories(string directory) =>
            base.ListDirectories(Permit(directory));

        public override IDurableFile OpenRead(string path) => base.OpenRead(Permit(path));

        public override IDisposable LockExisting(string path) => base.LockExisting(Permit(path));

        private bool IsBelow(string other) => other.StartsWith(path + "/", StringComparison.Ordinal);

        private string Permit(string other) => IsBelow(other) || other == path
            ? throw new UnauthorizedAccessException($"Access to the path '{other}' is denied.")
            : other;
    }
}
