namespace Orleans.TableService.Storage.Index;

/// <summary>
/// Small entries that gets found in an index, so that the next get need not search it. See decision 0015.
/// </summary>
/// <remarks>
/// Safe for use by many threads, of which one writes to the index. What a reader finds here has every record that the
/// writer had told of by <see cref="Update"/> when the reader came; so readers first look where records are until then.
/// </remarks>
/// <param name="shared">What all caches share.</param>
/// <param name="lsn">The last record in the index.</param>
internal sealed class EntryCache(EntryCaches shared, long lsn) : IDisposable, IMemoryUser
{
    private const int PlacesMin = 128;
    private const int GrowthFactor = 4;

    private readonly Lock _lock = new();
    private EntryTable? _table;
    private long _writtenLsn = lsn;
    private int _turn = shared.Turn;
    private bool _isEnded;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Volatile.Read(ref _table) is null;

    /// <summary>The last record that is in the index, or about to be.</summary>
    public long WrittenLsn => Volatile.Read(ref _writtenLsn);

    /// <summary>Looks for an entry.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        state = default;
        var turn = shared.Turn;
        if (Volatile.Read(ref _turn) != turn)
        {
            Volatile.Write(ref _turn, turn);
        }

        var isFound = Volatile.Read(ref _table) is { } table && table.TryGet(key, hash, out state);
        shared.Looks.Count(isFound);
        return isFound;
    }

    /// <summary>Adds an entry that was read of the index.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="state">The entry, which exists.</param>
    /// <param name="asOfLsn">Every record up to this one was in the index before the entry was read.</param>
    public void Add(ReadOnlySpan<byte> key, int hash, in EntryState state, long asOfLsn)
    {
        shared.Adds();
        var table = Volatile.Read(ref _table);
        if (table is not null && IsOfRightSize(table))
        {
            table.Add(key, hash, state, asOfLsn);
        }
        else
        {
            Replace(table);
        }
    }

    /// <summary>Records up to this one are about to be written to the index.</summary>
    public void WillWrite(long lsn) => Interlocked.Exchange(ref _writtenLsn, lsn);

    /// <summary>An entry was written to the index.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="state">What is there now.</param>
    public void Update(ReadOnlySpan<byte> key, int hash, in EntryState state) =>
        Volatile.Read(ref _table)?.Update(key, hash, state, _writtenLsn);

    /// <inheritdoc/>
    public bool IsStaleIn(int turn) =>
        Volatile.Read(ref _turn) < turn - 1 || (Volatile.Read(ref _table) is { } table && IsLarge(table));

    /// <inheritdoc/>
    public void GiveBack()
    {
        lock (_lock)
        {
            Enter(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isEnded = true;
            Enter(null);
        }
    }

    // A little more or less than its share is not worth what a new table forgets.
    private bool IsOfRightSize(EntryTable table)
    {
        var isFull = table.Count > table.PlaceCount / 4 * 3;
        return !IsLarge(table) && (!isFull || table.PlaceCount >= ShareOf(table) / 4 * 3);
    }

    private bool IsLarge(EntryTable table) => table.PlaceCount > ShareOf(table) / 4 * 5;

    private int ShareOf(EntryTable table) => Math.Max(PlacesMin, shared.PlacesMax(table.PlaceCount));

    // What the table before had is found in the index again.
    private void Replace(EntryTable? before)
    {
        var share = shared.PlacesMax(before?.PlaceCount ?? 0);
        if (share < PlacesMin)
        {
            return;
        }

        lock (_lock)
        {
            if (_isEnded || _table != before)
            {
                return;
            }

            var table = new EntryTable(before is null ? PlacesMin : Math.Min(share, before.PlaceCount * GrowthFactor));
            Enter(table);

            // Whoever says that he will write behind this sees the table when he has.
            Interlocked.MemoryBarrier();
            table.Open(WrittenLsn);
        }
    }

    // Caller holds the lock.
    private void Enter(EntryTable? table)
    {
        shared.Resize(this, _table?.PlaceCount ?? 0, table?.PlaceCount ?? 0);
        Volatile.Write(ref _table, table);
    }
}
