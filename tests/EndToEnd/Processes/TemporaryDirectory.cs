namespace Orleans.TableService.EndToEnd.Processes;

/// <summary>A directory of its own, removed with everything in it at the end.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tableservice-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
