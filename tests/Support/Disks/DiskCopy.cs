using System.Collections.Immutable;

namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>The copies that stand for the files and directories of another disk.</summary>
internal sealed class DiskCopy
{
    private readonly Dictionary<DiskNode, DiskNode> _copies = [];

    public void Add(DiskNode original, DiskNode copy) => _copies.Add(original, copy);

    public DiskDirectory Of(DiskDirectory directory) => (DiskDirectory)_copies[directory];

    public ImmutableSortedDictionary<string, DiskNode> Of(ImmutableSortedDictionary<string, DiskNode> names) =>
        names.ToImmutableSortedDictionary(pair => pair.Key, pair => _copies[pair.Value], StringComparer.Ordinal);

    public ImmutableList<NameChange> Of(ImmutableList<NameChange> pending) =>
        [.. pending.Select(change => new NameChange([.. change.Edits.Select(Of)]))];

    private NameEdit Of(NameEdit edit) =>
        new(Of(edit.Directory), edit.Name, edit.Node is { } node ? _copies[node] : null);
}
