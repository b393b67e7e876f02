using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Tests.Disks;

/// <summary>What a program asks of a disk.</summary>
internal enum DiskOperation
{
    Open,
    Create,
    Write,
    SetLength,
    Flush,
    Rename,
    Link,
    Delete,
    SyncDirectory,
}

/// <summary>A disk in memory that fails on demand and forgets what was not flushed when its power is cut.</summary>
internal sealed class SimulatedDisk : IFileLayer
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DiskNode> _durable = [];
    private readonly HashSet<string> _locks = [];
    private readonly Dictionary<string, DiskNode> _nodes = [];

    /// <summary>Changes so far.</summary>
    public int OperationCount { get; private set; }

    /// <summary>The power fails instead of the change of this number, and stays off.</summary>
    public int PowerFailsAt { get; set; } = int.MaxValue;

    /// <summary>Whether files can have one name only.</summary>
    public bool HasNoLinks { get; set; }

    /// <summary>Lets an operation fail.</summary>
    public Func<DiskOperation, string, Exception?>? Fault { get; set; }

    public IEnumerable<string> Files
    {
        get
        {
            lock (_gate)
            {
                return [.. _nodes
                    .Where(pair => !pair.Value.IsDirectory)
                    .Select(pair => pair.Key)
                    .Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>A file's bytes, to look at or to damage.</summary>
    public byte[] BytesOf(string path)
    {
        lock (_gate)
        {
            return _nodes[path].Bytes;
        }
    }

    /// <summary>Cuts a file off.</summary>
    public void Truncate(string path, long length)
    {
        lock (_gate)
        {
            _nodes[path].SetLength(length);
        }
    }

    /// <summary>The disk as it is when the machine starts again.</summary>
    public SimulatedDisk AfterPowerCut(Func<string, int, bool> keeps)
    {
        lock (_gate)
        {
            PowerFailsAt = 0;
            var left = new SimulatedDisk();
            foreach (var (path, node) in _durable.Where(pair => IsReachable(pair.Key)))
            {
                left._nodes.Add(path, node.AfterPowerCut(page => keeps(path, page)));
            }

            left.MakeDurable();
            return left;
        }
    }

    /// <summary>A copy as of now, as if the program had been killed but the machine ran on.</summary>
    public SimulatedDisk Copy()
    {
        lock (_gate)
        {
            var copy = new SimulatedDisk();
            foreach (var (path, node) in _nodes)
            {
                copy._nodes.Add(path, node.Copy());
            }

            copy.MakeDurable();
            return copy;
        }
    }

    public IDurableFile Open(string path)
    {
        lock (_gate)
        {
            Check(DiskOperation.Open, path);
            return _nodes.TryGetValue(path, out var node)
                ? new SimulatedFile(this, path, node)
                : throw new FileNotFoundException("There is no such file.", path);
        }
    }

    public IDurableFile OpenRead(string path) => Open(path);

    public IDurableFile Create(string path, long reservedSizeBytes)
    {
        lock (_gate)
        {
            Check(DiskOperation.Create, path);
            var node = new DiskNode(isDirectory: false);
            _nodes[path] = node;
            return new SimulatedFile(this, path, node);
        }
    }

    public IDisposable Lock(string path)
    {
        lock (_gate)
        {
            return _locks.Add(path) ? new Unlock(this, path) : throw new IOException("The file is locked.");
        }
    }

    public bool FileExists(string path)
    {
        lock (_gate)
        {
            return _nodes.TryGetValue(path, out var node) && !node.IsDirectory;
        }
    }

    public bool DirectoryExists(string path)
    {
        lock (_gate)
        {
            return _nodes.TryGetValue(path, out var node) && node.IsDirectory;
        }
    }

    public IReadOnlyList<string> ListFiles(string directory) => List(directory, isDirectory: false);

    public IReadOnlyList<string> ListDirectories(string directory) => List(directory, isDirectory: true);

    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            for (var at = path; at != Path.GetPathRoot(at); at = Path.GetDirectoryName(at)!)
            {
                _nodes.TryAdd(at, new DiskNode(isDirectory: true));
            }
        }
    }

    public void DeleteDirectory(string path)
    {
        lock (_gate)
        {
            Check(DiskOperation.Delete, path);
            RemoveTree(_nodes, path);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Check(DiskOperation.Rename, from);

            // As POSIX has it: two names of one file both stay.
            if (_nodes.GetValueOrDefault(to) != _nodes[from])
            {
                _nodes.Remove(from, out var node);
                _nodes[to] = node!;
            }
        }
    }

    public bool TryLink(string from, string to)
    {
        lock (_gate)
        {
            Check(DiskOperation.Link, to);
            return !HasNoLinks && (_nodes.TryAdd(to, _nodes[from]) ? true : throw new IOException("The name is taken."));
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            Check(DiskOperation.Delete, path);
            _nodes.Remove(path);
        }
    }

    public void SyncDirectory(string path)
    {
        lock (_gate)
        {
            Check(DiskOperation.SyncDirectory, path);
            foreach (var gone in _durable.Keys.Where(name => IsIn(name, path) && !_nodes.ContainsKey(name)).ToList())
            {
                RemoveTree(_durable, gone);
            }

            foreach (var (name, node) in _nodes.Where(pair => IsIn(pair.Key, path)))
            {
                _durable[name] = node;
            }
        }
    }

    private IReadOnlyList<string> List(string directory, bool isDirectory)
    {
        lock (_gate)
        {
            return [.. _nodes
                .Where(pair => pair.Value.IsDirectory == isDirectory && IsIn(pair.Key, directory))
                .Select(pair => Path.GetFileName(pair.Key))];
        }
    }

    private void Check(DiskOperation operation, string path)
    {
        if (OperationCount++ >= PowerFailsAt)
        {
            PowerFailsAt = 0;
            throw new IOException("The power is off.");
        }

        if (Fault?.Invoke(operation, path) is { } fault)
        {
            throw fault;
        }
    }

    private void MakeDurable()
    {
        foreach (var (path, node) in _nodes)
        {
            _durable[path] = node;
        }
    }

    private bool IsReachable(string path)
    {
        // The data directory itself is there already when a machine is set up.
        var parent = Path.GetDirectoryName(path)!;
        return parent == Path.GetPathRoot(path)
            || Path.GetDirectoryName(parent) == Path.GetPathRoot(path)
            || (_durable.ContainsKey(parent) && IsReachable(parent));
    }

    private static bool IsIn(string path, string directory) => Path.GetDirectoryName(path) == directory;

    private static void RemoveTree(Dictionary<string, DiskNode> nodes, string path)
    {
        var prefix = path + "/";
        foreach (var name in nodes.Keys.ToList().Where(
            name => name == path || name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            nodes.Remove(name);
        }
    }

    private sealed class Unlock(SimulatedDisk disk, string path) : IDisposable
    {
        public void Dispose()
        {
            lock (disk._gate)
            {
                disk._locks.Remove(path);
            }
        }
    }

    private sealed class SimulatedFile(SimulatedDisk disk, string path, DiskNode node) : IDurableFile
    {
        public long Length
        {
            get
            {
                lock (disk._gate)
                {
                    return node.Bytes.Length;
                }
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            lock (disk._gate)
            {
                var count = (int)Math.Clamp(node.Bytes.Length - offset, 0, buffer.Length);
                node.Bytes.AsSpan((int)Math.Min(offset, node.Bytes.Length), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (disk._gate)
            {
                disk.Check(DiskOperation.Write, path);
                node.Write(bytes, offset);
            }
        }

        public void SetLength(long length)
        {
            lock (disk._gate)
            {
                disk.Check(DiskOperation.SetLength, path);
                node.SetLength(length);
            }
        }

        public void Flush()
        {
            lock (disk._gate)
            {
                try
                {
                    disk.Check(DiskOperation.Flush, path);
                }
                catch when (disk.PowerFailsAt > 0)
                {
                    node.FailFlush();
                    throw;
                }

                node.Flush();
            }
        }

        public void Dispose()
        {
        }
    }
}
