using System.Globalization;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>
/// Checkpoints in a directory: links to the files of the indexes where the file system can, else copies of them.
/// </summary>
/// <remarks>
/// Calls complete before they return, so they belong on fixed threads. One process writes to a directory at a time. A
/// file gets its name when its bytes are durable; its name is durable when a later <see cref="PutAsync"/> has returned.
/// </remarks>
public sealed class LocalCheckpointStore : ICheckpointStore
{
    private const string TemporaryName = "tmp";
    private const int PieceSizeBytes = 1 << 20;

    private readonly IFileLayer _files;
    private readonly string _root;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _unsynced = [];
    private readonly HashSet<string> _durableDirectories = [];
    private bool _isCleaned;
    private long _temporaries;

    /// <summary>A store in a directory, which is made when something is put.</summary>
    public LocalCheckpointStore(string directory)
        : this(directory, new PosixFileLayer())
    {
    }

    internal LocalCheckpointStore(string directory, IFileLayer files)
    {
        _root = Path.GetFullPath(directory);
        _files = files;
    }

    /// <inheritdoc/>
    public Task PutAsync(string name, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken) => Run(() =>
    {
        var path = PathOf(name);
        SyncNames();
        if (!IsThere(path, contents.Length))
        {
            WriteAndName(path, file => file.Write(contents.Span, 0), cancellationToken);
        }

        MarkUnsynced(path);
        SyncNames();
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

        MarkUnsynced(target);
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
            MakeDirectoryOf(target);
            isThere = _files.TryLink(source, target);
        }

        MarkUnsynced(target);
        return isThere;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckpointObject>> ListAsync(
        string prefix, CancellationToken cancellationToken) => Run(() =>
    {
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
        lock (_lock)
        {
            _durableDirectories.RemoveWhere(IsInside);
            _unsynced.RemoveWhere(IsInside);
        }

        _files.DeleteDirectory(directory);
        if (Path.GetDirectoryName(directory) is { } parent && _files.DirectoryExists(parent))
        {
            _files.SyncDirectory(parent);
        }

        return true;

        bool IsInside(string path) => path == directory
            || path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    });

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
        MakeDirectoryOf(target);
        if (_files.FileExists(target))
        {
            // Of another length: the remains of a disk that lied.
            _files.Delete(target);
        }

        return _files.TryLink(path, target);
    }

    private void WriteAndName(string path, Action<IDurableFile> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var temporary = NewTemporary();
        try
        {
            using (var file = _files.Create(temporary, 0))
            {
                write(file);
                file.Flush();
            }

            MakeDirectoryOf(path);
            _files.Rename(temporary, path);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    // What stays is removed when the store is next opened.
    private void TryDelete(string path)
    {
        try
        {
            _files.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _temporaries++;
        }
    }

    private string NewTemporary()
    {
        var directory = Path.Combine(_root, TemporaryName);
        lock (_lock)
        {
            if (!_isCleaned)
            {
                _files.DeleteDirectory(directory);
                _files.CreateDirectory(directory);
                _isCleaned = true;
            }

            return Path.Combine(directory, (++_temporaries).ToString(CultureInfo.InvariantCulture));
        }
    }

    // A directory that is there may have been made by a process that died before its name was durable.
    private void MakeDirectoryOf(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        lock (_lock)
        {
            if (_durableDirectories.Contains(directory))
            {
                return;
            }
        }

        _files.CreateDirectory(directory);
        for (var at = directory; at.Length >= _root.Length; at = Path.GetDirectoryName(at)!)
        {
            _files.SyncDirectory(Path.GetDirectoryName(at)!);
        }

        lock (_lock)
        {
            _durableDirectories.Add(directory);
        }
    }

    private void MarkUnsynced(string path)
    {
        lock (_lock)
        {
            _unsynced.Add(Path.GetDirectoryName(path)!);
        }
    }

    // A directory whose sync failed stays marked: nobody is told that what is in it is durable before it is.
    private void SyncNames()
    {
        List<string> directories;
        lock (_lock)
        {
            directories = [.. _unsynced];
        }

        foreach (var directory in directories)
        {
            _files.SyncDirectory(directory);
            lock (_lock)
            {
                _unsynced.Remove(directory);
            }
        }
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
