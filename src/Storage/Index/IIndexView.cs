namespace Orleans.TableService.Storage.Index;

/// <summary>An index as it was at one moment.</summary>
internal interface IIndexView
{
    /// <summary>
    /// Reads the entries of the <paramref name="keys"/> that are wanted, until their values are many
    /// bytes; the rest stay wanted.
    /// </summary>
    void Load(PointKeys keys);

    /// <summary>Reads the entry under one index key.</summary>
    EntryState Read(ReadOnlySpan<byte> key, bool withValue);

    /// <summary>Walks the entries of [<paramref name="start"/>, <paramref name="end"/>), which it keeps.</summary>
    IIndexCursor Walk(byte[] start, byte[] end, bool descending);
}
