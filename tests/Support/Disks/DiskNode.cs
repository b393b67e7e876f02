using System.Collections.Immutable;

namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>What a name of a <see cref="SimulatedDisk"/> stands for.</summary>
internal abstract class DiskNode;

/// <summary>A directory: the names that programs see, and those that a power cut leaves for sure.</summary>
internal sealed class DiskDirectory : DiskNode
{
    public ImmutableSortedDictionary<string, DiskNode> Current { get; set; } = Empty;

    public ImmutableSortedDictionary<string, DiskNode> Durable { get; set; } = Empty;

    private static ImmutableSortedDictionary<string, DiskNode> Empty { get; } =
        ImmutableSortedDictionary.Create<string, DiskNode>(StringComparer.Ordinal);
}
