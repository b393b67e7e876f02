using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>
/// Checkpoints in a directory: links to the files of the indexes where the file system can, else copies of them.
/// </summary>
/// <remarks>
/// Calls complete before they return, so they belong on fixed threads. One process writes to a directory at a time. A
/// file gets its name when its bytes are durable; its name is durable when a later <see cref="PutAsync"/> has
/// returned, or a later <see cref="ListAsync"/>: journals are trimmed by what is listed, and a process that was
/// killed may have left it.
/// </remarks>
public sealed class LocalCheckpointStore : ICheckpointStore
{
    private const string TemporaryName = "tmp";
    private const int PieceSizeBytes = 1 << 20;

    private readonly IFileLayer _files;
    private readonly string _root;
    private readonly bool _isReadOnly;
    private readonly DurableNames _names;
    private readonly TemporaryFiles _temporaries;

    /// <summary>A store in a directory, which is made when something is put.</summary>
    public LocalCheckpointStore(string directory)
        : this(directory, new PosixFileLayer())
    {
    }

    /// <param name="directory">Where it is.</param>
    /// <param name="files">The disk.</param>
    /// <param name="isReadOnly">Whether nothing is put, and nobody relies on what is listed.</param>
    internal LocalCheckpointStore(string directory, IFileLayer files, bool isReadOnly = false)
    {
        _root = Path.GetFullPath(directory);
        _files = files;
        _isReadOnly = isReadOnly;
        _names = new DurableNames(files, _root);
        _temporaries = new TemporaryFiles(files, Path.Combine(_root, TemporaryName));
    }

    /// <inheritdoc/>
    public Task PutAsync(string name, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken) => Run(() =>
    {
        var path = PathOf(name);
        _names.Sync();
        if (!IsThere(path, contents.Length))
        {
            WriteAndName(path, file => file.Write(contents.Span, 0), cancellationToken);
        }

        _names.Named(path);
        _names.Sync();
        return true;
    });

    /// <inheritdoc/>
    public Task<bool> PutFileAsync(
        string name, string path, bool mayLink, CancellationToken cancellationToken) => Run(() =>
    {
        var target = PathOf(name);
        using var source = _files.OpenRead(path);
        var isShared = false;
        if (!IsThere(target, source.Length))
        {
            isShared = mayLink && TryShare(source, path, target);
            if (!isShared)
            {
                WriteAndName(target, file => Copy(source, file, cancellationToken), cancellationToken);
            }
        }

        _names.Named(target);
        return isShared;
    });

    /// <inheritdoc/>
    public Task<bool> TryCopyAsync(string from, string to, CancellationToken cancellationToken) => Run(() =>
    {
        var (source, target) = (PathOf(from), PathOf(to));
        if (!_files.FileExists(source))
        {
            return false;
        }

        var isThere = _files.FileExists(target);
        if (!isThere)
        {
            _names.MakeDirectoryOf(target);
            isThere = Name(target, () => _files.TryLink(source, target));
        }

        _names.Named(target);
        return isThere;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckpointObject>> ListAsync(
        string prefix, CancellationToken cancellationToken) => Run(() =>
    {
        if (!_isReadOnly)
        {
            _names.Sync();
        }

        var found = new List<CheckpointObject>();
        List(PathOf(prefix.TrimEnd('/')), prefix, found);
        return (IReadOnlyList<CheckpointObject>)found;
    });

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        Run(() => (Stream)new DurableFileStream(_files.OpenRead(PathOf(name))));

    /// <inheritdoc/>
    public Task<bool> TryLinkToAsync(string name, string path, CancellationToken cancellationToken) =>
        Run(() => _files.FileExists(PathOf(name)) && _files.TryLink(PathOf(name), path));

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => Run(() =>
    {
        _files.Delete(PathOf(name));
        return true;
    });

    /// <inheritdoc/>
    public Task DeleteAllAsync(string prefix, CancellationToken cancellationToken) => Run(() =>
    {
        var directory = PathOf(prefix.TrimEnd('/'));
        _names.Forget(directory);
        _files.DeleteDirectory(directory);
        if (Path.GetDirectoryName(directory) is { } parent && _files.DirectoryExists(parent))
        {
            _files.SyncDirectory(parent);
        }

        return true;
    });

    /// <inheritdoc/>
    public override string ToString() => _root;

    private static Task<T> Run<T>(Func<T> call)
    {
        try
        {
            return Task.FromResult(call());
        }
#pragma warning disable CA1031 // The caller gets it from the task, as from a store that answers later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<T>(e);
        }
    }

    private static void Copy(IDurableFile source, IDurableFile target, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Clamp(source.Length, 1, PieceSizeBytes)];
        for (var offset = 0L; source.Read(buffer, offset) is > 0 and var read; offset += read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Write(buffer.AsSpan(0, read), offset);
        }
    }

    // The bytes are made durable here, though RocksDB has done so: what the store promises rests on nobody else.
    private bool TryShare(IDurableFile source, string path, string target)
    {
        source.Flush();
        _names.MakeDirectoryOf(target);
        if (_files.FileExists(target))
        {
            // Of another length: the remains of a disk that lied.
            _files.Delete(target);
        }

        return Name(target, () => _files.TryLink(path, target));
    }

    // An operation that failed may have been done: its name is listed then, and must not be only in memory.
    private bool Name(string path, Func<bool> give)
    {
        try
        {
            return give();
        }
        finally
        {
            _names.Named(path);
        }
    }

    private void WriteAndName(string path, Action<IDurableFile> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _temporaries.Write(write, temporary =>
        {
            _names.MakeDirectoryOf(path);
            Name(path, () =>
            {
                _files.Rename(temporary, path);
                return true;
            });
        });
    }

    private bool IsThere(string path, long length)
    {
        if (!_files.FileExists(path))
        {
            return false;
        }

        using var file = _files.OpenRead(path);
        return file.Length == length;
    }

    private void List(string directory, string prefix, List<CheckpointObject> found)
    {
        if (!_files.DirectoryExists(directory))
        {
            return;
        }

        if (!_isReadOnly)
        {
            _names.Settle(directory);
        }

        foreach (var name in _files.ListFiles(directory))
        {
            using var file = _files.OpenRead(Path.Combine(directory, name));
            found.Add(new CheckpointObject(prefix + name, file.Length));
        }

        foreach (var name in _files.ListDirectories(directory))
        {
            if (prefix.Length > 0 || name != TemporaryName)
            {
                List(Path.Combine(directory, name), prefix + name + "/", found);
            }
        }
    }

    private string PathOf(string name)
    {
        var parts = name.Split('/');
        return name.Length == 0 || Array.TrueForAll(parts, CheckpointNames.IsSafe)
            ? Path.Combine([_root, .. parts])
            : throw new ArgumentException($"'{name}' is no name of an object.", nameof(name));
    }
}
