using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>A data directory that no server uses, held so that none begins to while one looks at it.</summary>
/// <remarks>Nothing in it is changed but by what says so.</remarks>
public sealed class StoppedDirectory : IDisposable
{
    private readonly IDisposable? _lock;

    internal StoppedDirectory(string path, IFileLayer files)
    {
        Path = path;
        Disk = files;
        Files = new ReadOnlyFileLayer(files);
        LogDirectory = System.IO.Path.Combine(path, "log");
        if (!Files.DirectoryExists(path))
        {
            throw new DataDirectoryException($"There is no directory {path}.");
        }

        if (!Files.DirectoryExists(LogDirectory))
        {
            throw new DataDirectoryException($"{path} is not a data directory: it has no commit log.");
        }

        _lock = Lock(System.IO.Path.Combine(path, "LOCK"));
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Directory of the commit log.</summary>
    internal string LogDirectory { get; }

    /// <summary>Its files, to be read only.</summary>
    internal ReadOnlyFileLayer Files { get; }

    /// <summary>Its files, for what changes them.</summary>
    internal IFileLayer Disk { get; }

    /// <summary>Takes hold of a data directory.</summary>
    /// <exception cref="DataDirectoryException">It is none, or a server runs on it.</exception>
    public static StoppedDirectory Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new StoppedDirectory(path, new PosixFileLayer());
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    // A copy of the files alone may lack the lock; a server that began would make it first.
    private IDisposable? Lock(string path)
    {
        if (!Files.FileExists(path))
        {
            return null;
        }

        try
        {
            return Disk.LockExisting(path);
        }
        catch (IOException e)
        {
            throw new DataDirectoryException(
                $"The data directory {Path} is in use by another process: stop the server first.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw ReadOnlyFileLayer.Forbidden(path, e);
        }
    }
}
