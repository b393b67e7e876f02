using Orleans.TableService.RocksDb;

namespace Orleans.TableService.Storage.Index;

/// <summary>One range's open index: a RocksDB with one column family and without its own log.</summary>
/// <remarks>
/// One thread writes through <see cref="Batch"/>; any number read snapshots. Every write carries the meta value, so
/// what a memtable flush leaves on disk is always the state of exactly one Lsn.
/// </remarks>
internal sealed class RangeIndex : IDisposable
{
    private readonly RocksDatabase _database;
    private readonly MultiGetResult _values = new();
    private long _appliedLsn;

    private RangeIndex(RocksDatabase database, IndexMeta? meta, EntryCaches caches)
    {
        _database = database;
        Meta = meta;
        _appliedLsn = meta?.AppliedLsn ?? 0;
        Cache = new EntryCache(caches, _appliedLsn);
        Batch = new IndexBatch(database);
        Present = new RocksView(database, snapshot: null, _values);
    }

    /// <summary>What it last said of itself; <see langword="null"/> when it is new.</summary>
    public IndexMeta? Meta { get; private set; }

    /// <summary>Its directory.</summary>
    public string Directory => _database.Path;

    /// <summary>The last record that it holds; safe for use by any thread.</summary>
    public long AppliedLsn => Volatile.Read(ref _appliedLsn);

    /// <summary>The writes that <see cref="Commit"/> carries out. For the one thread that writes.</summary>
    public IndexBatch Batch { get; }

    /// <summary>What gets found in it; who writes to the index tells it what.</summary>
    public EntryCache Cache { get; }

    /// <summary>The present state, for the thread that writes.</summary>
    public IIndexView Present { get; }

    /// <summary>Bytes in memory that are not on disk.</summary>
    public long MemtableBytes => _database.GetNumber(RocksProperties.MemtableBytes);

    /// <summary>Opens the index in a directory; makes it if it is not there.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="options">How RocksDB keeps it.</param>
    /// <param name="caches">What its cache shares with those of others.</param>
    /// <exception cref="RocksException">RocksDB cannot open it.</exception>
    /// <exception cref="InvalidDataException">It holds something, but no meta value that this version
    /// knows.</exception>
    public static RangeIndex Open(string directory, RocksDatabaseOptions options, EntryCaches caches)
    {
        System.IO.Directory.CreateDirectory(directory);
        var database = RocksDatabase.Open(directory, options);
        try
        {
            return new RangeIndex(database, ReadMeta(database), caches);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Bytes written since somebody last set this to zero: whether a look at the memtables can tell news.
    /// </summary>
    public long WrittenBytes { get; set; }

    /// <summary>Carries out the batch together with <paramref name="meta"/>, and empties it.</summary>
    public void Commit(in IndexMeta meta)
    {
        WrittenBytes += Batch.SizeBytes;
        Cache.WillWrite(meta.AppliedLsn);
        Batch.Commit(meta);
        Meta = meta;
        Volatile.Write(ref _appliedLsn, meta.AppliedLsn);
    }

    /// <summary>
    /// Reads the present entry under a key if memory alone tells it, beside whoever writes. Never waits for the disk.
    /// </summary>
    /// <param name="key">The index key.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="imports">Which records import entries.</param>
    /// <param name="state">The entry.</param>
    /// <param name="revision">
    /// A revision whose records are all in the index, but for those that do not touch the key; after the call one of
    /// which the entry is, not below.
    /// </param>
    /// <returns>
    /// <see langword="false"/> if a file would have to be read, or if a write came between and it is not clear of which
    /// revision the entry is.
    /// </returns>
    public bool TryReadFromMemory(
        ReadOnlySpan<byte> key,
        int hash,
        ImportMark imports,
        out EntryState state,
        ref long revision)
    {
        if (!Cache.TryGet(key, hash, out state) && !TrySearchMemory(key, hash, out state))
        {
            return false;
        }

        if (Cache.WrittenLsn <= revision)
        {
            return true;
        }

        // One that was imported meanwhile looks as if it had been there before.
        if (imports.LastLsn > revision)
        {
            return false;
        }

        // Of an entry that was there before the call and of one that came meanwhile this is the truth; when a key that
        // is absent went away, nothing tells.
        revision = Math.Max(revision, state.ModRevision);
        return state.Exists;
    }

    /// <summary>
    /// Reads the present entries of the <paramref name="keys"/> that are wanted, which nobody writes meanwhile, as far
    /// as memory alone tells them. Never waits for the disk.
    /// </summary>
    /// <returns><see langword="false"/> if some stay wanted.</returns>
    public bool TryLoadFromMemory(PointKeys keys)
    {
        for (var slot = 0; slot < keys.Count; slot++)
        {
            if (keys.IsWanted(slot) && (keys.IsFull || !TryLoadFromMemory(keys, slot)))
            {
                keys.Unlearn();
                return false;
            }
        }

        return true;
    }

    /// <summary>A view of this moment.</summary>
    public IndexSnapshot TakeSnapshot(MultiGetResult values) => new(_database, values);

    /// <summary>Writes what is in memory to disk; returns when it is durable.</summary>
    public void Flush() => _database.Flush();

    /// <summary>Writes what is in memory to disk and puts a copy into a directory that does not exist yet.</summary>
    public void CreateCheckpoint(string directory) => _database.CreateCheckpoint(directory, logSizeForFlushBytes: 0);

    /// <summary>Bytes on disk and in memory, and keys, as RocksDB estimates them.</summary>
    public IndexSize Measure() => new(
        _database.GetNumber(RocksProperties.LiveTableFileBytes)
            + _database.GetNumber(RocksProperties.LiveBlobFileBytes)
            + MemtableBytes,
        Math.Max(0, _database.GetNumber(RocksProperties.EstimatedKeyCount) - 1));

    /// <summary>How it stands with its flushes and compactions.</summary>
    public IndexHealth ReadHealth() => new(
        MemtableBytes,
        _database.GetNumber(RocksProperties.PendingCompactionBytes),
        _database.CountLevelFiles(0),
        _database.GetNumber(RocksProperties.ImmutableMemtableCount),
        _database.GetNumber(RocksProperties.IsWriteStopped) != 0);

    /// <summary>Closes it; what was not flushed is gone, and comes back from the journal.</summary>
    public void Dispose()
    {
        Cache.Dispose();
        Batch.Dispose();
        _values.Dispose();
        _database.Dispose();
    }

    /// <summary>What an index that is not open says of itself; <see langword="null"/> when it is new.</summary>
    /// <exception cref="RocksException">RocksDB cannot read it.</exception>
    /// <exception cref="InvalidDataException">It holds something, but no meta value that this version
    /// knows.</exception>
    public static IndexMeta? ReadMeta(string directory, RocksDatabaseOptions options)
    {
        using var database = RocksDatabase.OpenReadOnly(directory, options);
        return ReadMeta(database);
    }

    private bool TrySearchMemory(ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        state = default;
        var asOf = AppliedLsn;
        if (!_database.TryGetPinnedFromMemory(key, out var value))
        {
            return false;
        }

        using (value)
        {
            state = value.IsFound ? EntryCodec.Read(value.Span) : default;
        }

        if (state.Exists)
        {
            Cache.Add(key, hash, state, asOf);
        }

        return true;
    }

    private bool TryLoadFromMemory(PointKeys keys, int slot)
    {
        if (!_database.TryGetPinnedFromMemory(keys.Key(slot), out var value))
        {
            return false;
        }

        using (value)
        {
            if (value.IsFound)
            {
                keys.Load(slot, value.Span);
            }
            else
            {
                keys.Skip(slot);
            }
        }

        return true;
    }

    private static IndexMeta? ReadMeta(RocksDatabase database)
    {
        using (var value = database.GetPinned(IndexKey.Meta))
        {
            if (value.IsFound)
            {
                return IndexMeta.Read(value.Span);
            }
        }

        using var iterator = database.CreateIterator();
        return iterator.SeekToFirst()
            ? throw new InvalidDataException("The index holds keys, but not what it is of.")
            : null;
    }
}
