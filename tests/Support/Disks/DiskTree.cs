using System.Collections.Immutable;

namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>The names of a <see cref="SimulatedDisk"/>. The disk guards it.</summary>
internal sealed class DiskTree(DiskDirectory root, ImmutableList<NameChange> pending)
{
    public DiskDirectory Root => root;

    /// <summary>Changes of names that no sync has made durable, oldest first.</summary>
    public ImmutableList<NameChange> Pending { get; private set; } = pending;

    public DiskNode? Find(string path)
    {
        DiskNode? at = root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = (at as DiskDirectory)?.Current.GetValueOrDefault(part);
        }

        return at;
    }

    public DiskFile FileAt(string path) =>
        Find(path) as DiskFile ?? throw new FileNotFoundException($"There is no file {path}.", path);

    public DiskDirectory DirectoryAt(string path) =>
        Find(path) as DiskDirectory ?? throw new DirectoryNotFoundException($"There is no directory {path}.");

    /// <summary>Lets a path stand for something, or for nothing, as part of a change.</summary>
    public NameEdit Edit(string path, DiskNode? node) =>
        new(DirectoryAt(Path.GetDirectoryName(path)!), Path.GetFileName(path), node);

    /// <summary>Changes names at once, durably only when a directory is synced.</summary>
    public void Change(params ImmutableArray<NameEdit> edits)
    {
        foreach (var edit in edits)
        {
            edit.Directory.Current = edit.In(edit.Directory.Current);
        }

        Pending = Pending.Add(new NameChange(edits));
    }

    public void Sync(DiskDirectory directory)
    {
        foreach (var change in Pending.Where(change => change.Touches(directory)))
        {
            foreach (var edit in change.Edits)
            {
                edit.Directory.Durable = edit.In(edit.Directory.Durable);
            }
        }

        Pending = Pending.RemoveAll(change => change.Touches(directory));
    }
}
