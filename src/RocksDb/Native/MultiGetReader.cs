namespace Orleans.TableService.RocksDb.Native;

/// <summary>Lays keys out for the batched multi-get and runs it.</summary>
internal static unsafe class MultiGetReader
{
    public static void Read(
        scoped in DatabaseLease lease, ReadOnlySpan<byte> packedKeys, ReadOnlySpan<int> keyEnds, MultiGetBuffer buffer)
    {
        buffer.Begin(lease.Database, keyEnds.Length);
        if (keyEnds.IsEmpty)
        {
            buffer.Clear();
            return;
        }

        fixed (byte* data = packedKeys)
        {
            if (!TryLayOut(data, packedKeys, keyEnds, buffer, out var isSorted))
            {
                buffer.Clear();
                throw new ArgumentException("Key ends must not decrease nor pass the packed keys.", nameof(keyEnds));
            }

            DatabaseFunctions.MultiGet(
                lease.Database.Value,
                lease.ReadOptions,
                lease.Database.ColumnFamily,
                (nuint)keyEnds.Length,
                buffer.Keys,
                buffer.KeySizes,
                buffer.Values,
                buffer.Errors,
                isSorted ? (byte)1 : (byte)0);
        }

        buffer.ThrowIfAnyError();
    }

    // RocksDB sorts unless it is told that it need not; telling it wrongly would lose values, so this looks by itself.
    private static bool TryLayOut(
        byte* data, ReadOnlySpan<byte> packedKeys, ReadOnlySpan<int> keyEnds, MultiGetBuffer buffer, out bool isSorted)
    {
        isSorted = true;
        var start = 0;
        var previous = ReadOnlySpan<byte>.Empty;
        for (var i = 0; i < keyEnds.Length; i++)
        {
            var end = keyEnds[i];
            if (end < start || end > packedKeys.Length)
            {
                return false;
            }

            var key = packedKeys[start..end];
            isSorted = isSorted && previous.SequenceCompareTo(key) <= 0;
            buffer.Keys[i] = data + start;
            buffer.KeySizes[i] = (nuint)key.Length;
            previous = key;
            start = end;
        }

        return true;
    }
}
