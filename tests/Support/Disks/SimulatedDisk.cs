using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>A disk in memory that fails on demand and forgets what was not flushed when its power is cut.</summary>
/// <remarks>
/// Contents are uncertain by sectors until the file is flushed, lengths likewise, and names until their directory is
/// synced: <see cref="DiskImage"/> says what a power cut may leave. The root directory is always there.
/// </remarks>
internal sealed class SimulatedDisk(DiskTree tree) : IFileLayer
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _locks = [];

    public SimulatedDisk()
        : this(new DiskTree(new DiskDirectory(), []))
    {
    }

    /// <summary>Changes and openings so far.</summary>
    public int OperationCount { get; private set; }

    /// <summary>The power fails instead of the change of this number, and stays off.</summary>
    public int PowerFailsAt { get; set; } = int.MaxValue;

    /// <summary>Whether files can have one name only.</summary>
    public bool HasNoLinks { get; set; }

    /// <summary>Lets an operation fail before it has done anything.</summary>
    public Func<DiskOperation, string, Exception?>? Fault { get; set; }

    /// <summary>Lets an operation fail when it has done nothing, a part, or all. Asked for reads too.</summary>
    public Func<DiskOperation, string, DiskFault?>? Inject { get; set; }

    /// <summary>Called before each change, while nothing else happens on the disk.</summary>
    public Action<DiskOperation, string>? Observe { get; set; }

    /// <summary>Told how many bytes were read of which file.</summary>
    public Action<string, int>? WhenRead { get; set; }

    public IEnumerable<string> Files
    {
        get
        {
            lock (_gate)
            {
                return [.. FilesUnder(tree.Root, "").Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>A file's bytes, to look at or to damage.</summary>
    public byte[] BytesOf(string path)
    {
        lock (_gate)
        {
            return tree.FileAt(path).Damage();
        }
    }

    /// <summary>Cuts a file off, as damage does it.</summary>
    public void Truncate(string path, long length)
    {
        lock (_gate)
        {
            tree.Change(tree.Edit(path, new DiskFile(tree.FileAt(path).Bytes[..(int)length].ToArray())));
        }
    }

    /// <summary>The disk at this moment, as programs see it and as a power cut may leave it.</summary>
    public DiskImage Image()
    {
        lock (_gate)
        {
            return DiskImage.Of(tree);
        }
    }

    /// <summary>The disk as it is when the machine starts again. This one stays without power.</summary>
    /// <param name="keeps">
    /// Whether something that was not flushed reached the disk: a sector of a file by its number, its length (-1), a
    /// name (-2).
    /// </param>
    public SimulatedDisk AfterPowerCut(Func<string, int, bool> keeps)
    {
        lock (_gate)
        {
            PowerFailsAt = 0;
            return Image().AfterPowerCut(what => keeps(
                what.Path,
                what.Kind switch
                {
                    UncertaintyKind.Sector => what.Index,
                    UncertaintyKind.Length => -1,
                    _ => -2,
                }));
        }
    }

    /// <summary>A copy as of now, in which everything is durable.</summary>
    public SimulatedDisk Copy() => Image().AsSeen();

    public IDurableFile Open(string path)
    {
        lock (_gate)
        {
            DiskFile? file = null;
            Do(DiskOperation.Open, path, () => file = tree.FileAt(path));
            return new SimulatedFile(this, path, file!);
        }
    }

    public IDurableFile OpenRead(string path) => Open(path);

    public IDurableFile Create(string path, long reservedSizeBytes)
    {
        lock (_gate)
        {
            Do(DiskOperation.Create, path, () => Make(path));
            return new SimulatedFile(this, path, tree.FileAt(path));
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
            return tree.Find(path) is DiskFile;
        }
    }

    public bool DirectoryExists(string path)
    {
        lock (_gate)
        {
            return tree.Find(path) is DiskDirectory;
        }
    }

    public IReadOnlyList<string> ListFiles(string directory) => List<DiskFile>(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => List<DiskDirectory>(directory);

    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            if (path.Length > 1 && !DirectoryExists(path))
            {
                CreateDirectory(Path.GetDirectoryName(path)!);
                Do(
                    DiskOperation.MakeDirectory,
                    path,
                    () => tree.Change(tree.Edit(path, new DiskDirectory())));
            }
        }
    }

    public void DeleteDirectory(string path)
    {
        lock (_gate)
        {
            if (DirectoryExists(path))
            {
                ListFiles(path).ToList().ForEach(name => Delete(Path.Combine(path, name)));
                ListDirectories(path).ToList().ForEach(name => DeleteDirectory(Path.Combine(path, name)));
                Do(DiskOperation.RemoveDirectory, path, () => tree.Change(tree.Edit(path, null)));
            }
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Do(DiskOperation.Rename, from, () => Move(from, to));
        }
    }

    public bool TryLink(string from, string to)
    {
        lock (_gate)
        {
            Do(DiskOperation.Link, to, () => Link(from, to));
            return !HasNoLinks;
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            Do(DiskOperation.Delete, path, () => Remove(path));
        }
    }

    public void SyncDirectory(string path)
    {
        lock (_gate)
        {
            Do(DiskOperation.SyncDirectory, path, () => tree.Sync(tree.DirectoryAt(path)));
        }
    }

    /// <summary>Does something, unless it is to fail. Caller holds the lock, or asks for one file only.</summary>
    internal void Do(DiskOperation operation, string path, Action whole, Action? part = null)
    {
        lock (_gate)
        {
            var fault = Check(operation, path);
            switch (fault?.Effect)
            {
                case null or DiskFaultEffect.Whole:
                    whole();
                    break;
                case DiskFaultEffect.Part:
                    part?.Invoke();
                    break;
            }

            if (fault is not null)
            {
                throw fault.Error;
            }
        }
    }

    internal int Read(DiskFile file, string path, Span<byte> buffer, long offset)
    {
        lock (_gate)
        {
            if (Check(DiskOperation.Read, path) is { } fault)
            {
                throw fault.Error;
            }

            var bytes = file.Bytes[(int)Math.Clamp(offset, 0, file.Length)..];
            var count = Math.Min(bytes.Length, buffer.Length);
            bytes[..count].CopyTo(buffer);
            WhenRead?.Invoke(path, count);
            return count;
        }
    }

    /// <summary>Looks at the disk while nothing happens on it.</summary>
    internal T Look<T>(Func<T> look)
    {
        lock (_gate)
        {
            return look();
        }
    }

    private DiskFault? Check(DiskOperation operation, string path)
    {
        if (operation != DiskOperation.Read)
        {
            Observe?.Invoke(operation, path);
            if (OperationCount++ >= PowerFailsAt)
            {
                PowerFailsAt = 0;
                throw new PowerOffException();
            }
        }

        return Fault?.Invoke(operation, path) is { } error ? new DiskFault(error) : Inject?.Invoke(operation, path);
    }

    private List<string> List<T>(string directory)
        where T : DiskNode
    {
        lock (_gate)
        {
            return [.. tree.DirectoryAt(directory).Current.Where(pair => pair.Value is T).Select(pair => pair.Key)];
        }
    }

    private void Make(string path)
    {
        if (tree.Find(path) is DiskFile existing)
        {
            existing.SetLength(0);
            return;
        }

        tree.Change(tree.Edit(path, new DiskFile()));
    }

    // As POSIX has it: of two names of one file, both stay.
    private void Move(string from, string to)
    {
        var file = tree.FileAt(from);
        if (tree.Find(to) != file)
        {
            tree.Change(tree.Edit(to, file), tree.Edit(from, null));
        }
    }

    private void Link(string from, string to)
    {
        if (!HasNoLinks)
        {
            var file = tree.FileAt(from);
            tree.Change(tree.Find(to) is null ? tree.Edit(to, file) : throw new IOException("The name is taken."));
        }
    }

    private void Remove(string path)
    {
        var edit = tree.Edit(path, null);
        if (edit.Directory.Current.ContainsKey(edit.Name))
        {
            tree.Change(edit);
        }
    }

    private static IEnumerable<string> FilesUnder(DiskDirectory directory, string path) =>
        directory.Current.SelectMany(pair => pair.Value is DiskDirectory below
            ? FilesUnder(below, $"{path}/{pair.Key}")
            : [$"{path}/{pair.Key}"]);

    private sealed class Unlock(SimulatedDisk disk, string path) : IDisposable
    {
        public void Dispose() => disk.Look(() => disk._locks.Remove(path));
    }
}
