using System.Collections.Immutable;

namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>What one name in one directory stands for from now on; nothing if it was removed.</summary>
internal readonly record struct NameEdit(DiskDirectory Directory, string Name, DiskNode? Node)
{
    /// <summary>Makes the change in one view of the directory.</summary>
    public ImmutableSortedDictionary<string, DiskNode> In(ImmutableSortedDictionary<string, DiskNode> names) =>
        Node is null ? names.Remove(Name) : names.SetItem(Name, Node);
}

/// <summary>A name that came, went or moved: after a power cut all of it has happened, or nothing.</summary>
internal sealed record NameChange(ImmutableArray<NameEdit> Edits)
{
    /// <summary>Whether a sync of the directory makes it durable.</summary>
    public bool Touches(DiskDirectory directory) => Edits.Any(edit => edit.Directory == directory);
}
