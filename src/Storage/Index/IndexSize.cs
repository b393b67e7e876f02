namespace Orleans.TableService.Storage.Index;

/// <summary>How large an index is, as RocksDB estimates it.</summary>
/// <param name="Bytes">On disk and in memory.</param>
/// <param name="Keys">Number of keys.</param>
internal sealed record IndexSize(long Bytes, long Keys)
{
    public static IndexSize Unknown { get; } = new(0, 0);
}
