namespace Orleans.TableService.Testing;

/// <summary>Orders keys by their bytes, unsigned.</summary>
internal sealed class KeyComparer : IComparer<ReadOnlyMemory<byte>>
{
    public static readonly KeyComparer Instance = new();

    public int Compare(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceCompareTo(y.Span);
}
