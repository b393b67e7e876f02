using System.Collections.Immutable;

namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>A disk at one moment, from which any state that a crash may leave can be made, again and again.</summary>
/// <remarks>
/// A power cut keeps or loses each sector, length and name that was not made durable, independently of every other one;
/// a rename happens as a whole. Changes of one name that both survive do so in their order.
/// </remarks>
internal sealed class DiskImage
{
    private readonly Dictionary<DiskFile, FrozenFile> _files = [];
    private readonly Dictionary<DiskDirectory, FrozenDirectory> _directories = [];
    private readonly ImmutableList<NameChange> _pending;
    private readonly DiskDirectory _root;
    private readonly Dictionary<DiskFile, string> _paths = [];
    private List<Uncertainty>? _uncertain;

    private DiskImage(DiskTree tree)
    {
        _root = tree.Root;
        _pending = tree.Pending;
        Add(_root, "");

        // A directory that is durably gone has taken its names along.
        _pending = _pending.RemoveAll(
            change => change.Edits.Any(edit => !_directories.ContainsKey(edit.Directory)));
    }

    private sealed record FrozenDirectory(
        ImmutableSortedDictionary<string, DiskNode> Current, ImmutableSortedDictionary<string, DiskNode> Durable);

    /// <summary>Everything that a power cut may keep or lose.</summary>
    public IReadOnlyList<Uncertainty> Uncertain => _uncertain ??= FindUncertain();

    public static DiskImage Of(DiskTree tree) => new(tree);

    /// <summary>The disk when the machine starts again after a power cut.</summary>
    public SimulatedDisk AfterPowerCut(Func<Uncertainty, bool> keeps)
    {
        var names = _directories.ToDictionary(pair => pair.Key, pair => pair.Value.Durable);
        for (var i = 0; i < _pending.Count; i++)
        {
            if (keeps(NameOf(i)))
            {
                foreach (var edit in _pending[i].Edits)
                {
                    names[edit.Directory] = edit.In(names[edit.Directory]);
                }
            }
        }

        return Build(names, (file, frozen) => new DiskFile(frozen.AfterPowerCut(
            sector => keeps(new Uncertainty(UncertaintyKind.Sector, _paths[file], sector)),
            index => keeps(new Uncertainty(UncertaintyKind.Length, _paths[file], index)))));
    }

    /// <summary>A disk that has what programs saw, and all of it durably.</summary>
    public SimulatedDisk AsSeen() => Build(
        _directories.ToDictionary(pair => pair.Key, pair => pair.Value.Current),
        (_, frozen) => new DiskFile(frozen.Bytes));

    /// <summary>
    /// The disk when the program was killed and the machine runs on: what was not durable still is not.
    /// </summary>
    public SimulatedDisk AfterKill()
    {
        var copies = new DiskCopy();
        foreach (var (file, frozen) in _files)
        {
            copies.Add(file, new DiskFile(frozen));
        }

        foreach (var directory in _directories.Keys)
        {
            copies.Add(directory, new DiskDirectory());
        }

        foreach (var (directory, frozen) in _directories)
        {
            copies.Of(directory).Current = copies.Of(frozen.Current);
            copies.Of(directory).Durable = copies.Of(frozen.Durable);
        }

        return new SimulatedDisk(new DiskTree(copies.Of(_root), copies.Of(_pending)));
    }

    private SimulatedDisk Build(
        Dictionary<DiskDirectory, ImmutableSortedDictionary<string, DiskNode>> names,
        Func<DiskFile, FrozenFile, DiskFile> make)
    {
        var made = new Dictionary<DiskFile, DiskFile>();
        return new SimulatedDisk(new DiskTree(MakeDirectory(_root), []));

        DiskDirectory MakeDirectory(DiskDirectory directory)
        {
            var copy = names[directory].ToImmutableSortedDictionary(
                pair => pair.Key,
                pair => pair.Value is DiskDirectory below ? MakeDirectory(below) : MakeFile((DiskFile)pair.Value),
                StringComparer.Ordinal);
            return new DiskDirectory { Current = copy, Durable = copy };
        }

        DiskNode MakeFile(DiskFile file)
        {
            if (!made.TryGetValue(file, out var copy))
            {
                made.Add(file, copy = make(file, _files[file]));
            }

            return copy;
        }
    }

    private void Add(DiskNode node, string path)
    {
        switch (node)
        {
            case DiskFile file when _files.TryAdd(file, file.Freeze()):
                _paths.Add(file, path);
                break;
            case DiskDirectory directory
                when _directories.TryAdd(directory, new FrozenDirectory(directory.Current, directory.Durable)):
                foreach (var (name, below) in directory.Durable.Concat(directory.Current))
                {
                    Add(below, $"{path}/{name}");
                }

                // What was made and is gone again may be there after a power cut.
                foreach (var edit in _pending.SelectMany(change => change.Edits))
                {
                    if (edit.Directory == directory && edit.Node is { } below)
                    {
                        Add(below, $"{path}/{edit.Name}");
                    }
                }

                break;
        }
    }

    private List<Uncertainty> FindUncertain()
    {
        var found = Enumerable.Range(0, _pending.Count).Select(NameOf).ToList();
        foreach (var (file, frozen) in _files)
        {
            var path = _paths[file];
            found.AddRange(Enumerable.Range(0, frozen.Lengths.Count).Select(
                index => new Uncertainty(UncertaintyKind.Length, path, index)));
            found.AddRange(frozen.UncertainSectors.Select(
                sector => new Uncertainty(UncertaintyKind.Sector, path, sector)));
        }

        return found;
    }

    private Uncertainty NameOf(int pending) => new(UncertaintyKind.Name, _pending[pending].Edits[0].Name, pending);
}
