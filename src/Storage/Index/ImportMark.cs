namespace Orleans.TableService.Storage.Index;

/// <summary>How far the records of a range reach that import entries. Safe for use by many threads.</summary>
/// <remarks>
/// The last change of an imported entry is older than the record that brought it, so it does not tell since when the
/// entry is there. See docs/decisions/0011-gets-from-memory.md.
/// </remarks>
internal sealed class ImportMark
{
    private long _lastLsn;

    /// <summary>The newest such record; 0 while the range has had none since it was opened.</summary>
    public long LastLsn => Volatile.Read(ref _lastLsn);

    /// <summary>A record that imports is about to be appended. For the range's writer.</summary>
    public void Raise(long lsn) => Volatile.Write(ref _lastLsn, lsn);
}
