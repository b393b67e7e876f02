namespace Orleans.TableService.Storage.Index;

/// <summary>An index as it was at one moment.</summary>
internal interface IIndexView
{
    /// <summary>Reads the entries of all <paramref name="keys"/> that are wanted.</summary>
    void Load(PointKeys keys);

    /// <summary>Walks the entries of [<paramref name="start"/>, <paramref name="end"/>), which it keeps.</summary>
    IIndexCursor Walk(byte[] start, byte[] end, bool descending);
}
