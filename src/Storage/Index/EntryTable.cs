using System.Runtime.CompilerServices;

namespace Orleans.TableService.Storage.Index;

/// <summary>A fixed number of places for entries that an index holds, a few of which each key may take.</summary>
/// <remarks>
/// Reads take no lock. Nothing refers to objects, so a collector has nothing to look at. Keys come from clients, who
/// must not be able to make them collide: see <see cref="KeyHash"/>.
/// </remarks>
internal sealed class EntryTable
{
    /// <summary>Bytes of a place, with its part of its bucket.</summary>
    public const int PlaceSizeBytes = 256 + (32 / Ways);

    /// <summary>Most places of a table.</summary>
    public const int PlacesMax = 1 << 22;

    private const int Ways = 4;

    // Of the entries that would take another's place one in four does. Entries that are read once, however many, so
    // leave most of those that are read again and again, and cost little.
    private const int ReplacedInTries = 4;

    private readonly Bucket[] _buckets;
    private readonly EntryPlace[] _places;
    private int _count;
    private long _floorLsn = long.MaxValue;

    /// <summary>Makes an empty table, to which nothing may be added before <see cref="Open"/>.</summary>
    /// <param name="placeCount">Places, at least four.</param>
    public EntryTable(int placeCount)
    {
        _buckets = new Bucket[placeCount / Ways];
        _places = new EntryPlace[_buckets.Length * Ways];
    }

    /// <summary>Places.</summary>
    public int PlaceCount => _places.Length;

    /// <summary>About how many places are taken.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Lets in what is read of the index from now on.</summary>
    /// <param name="lsn">Every later record will be told of by <see cref="Update"/>.</param>
    public void Open(long lsn) => Volatile.Write(ref _floorLsn, lsn);

    /// <summary>Looks for an entry.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        var number = BucketOf(hash);
        ref var bucket = ref _buckets[number];
        var tag = TagOf(hash);
        for (var way = 0; way < Ways; way++)
        {
            if (Volatile.Read(ref bucket.Tags[way]) == tag && PlaceAt(number, way).TryRead(key, out state))
            {
                return true;
            }
        }

        state = default;
        return false;
    }

    /// <summary>Adds an entry that was read of the index, unless it may be old or has no place.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="state">The entry, which exists.</param>
    /// <param name="asOfLsn">Every record up to this one was in the index before the entry was read.</param>
    public void Add(ReadOnlySpan<byte> key, int hash, in EntryState state, long asOfLsn)
    {
        var number = BucketOf(hash);
        ref var bucket = ref _buckets[number];
        if (!EntryPlace.Fits(key, state) || asOfLsn < Volatile.Read(ref _floorLsn) || !bucket.TryLock())
        {
            return;
        }

        if (bucket.WrittenLsn <= asOfLsn && Find(number, key, hash) < 0 && bucket.Choose() is >= 0 and var way)
        {
            if (bucket.Tags[way] == 0)
            {
                Interlocked.Increment(ref _count);
            }

            PlaceAt(number, way).Write(key, state);
            Volatile.Write(ref bucket.Tags[way], TagOf(hash));
        }

        bucket.Unlock();
    }

    /// <summary>Takes note of an entry that was written to the index. For one thread at a time.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="state">What is there now.</param>
    /// <param name="lsn">The last record that was written with it.</param>
    public void Update(ReadOnlySpan<byte> key, int hash, in EntryState state, long lsn)
    {
        var number = BucketOf(hash);
        ref var bucket = ref _buckets[number];
        var spin = default(SpinWait);
        while (!bucket.TryLock())
        {
            spin.SpinOnce();
        }

        bucket.WrittenLsn = lsn;
        if (Find(number, key, hash) is >= 0 and var way)
        {
            if (state.Exists && EntryPlace.Fits(key, state))
            {
                PlaceAt(number, way).Write(key, state);
            }
            else
            {
                Volatile.Write(ref bucket.Tags[way], 0);
                Interlocked.Decrement(ref _count);
            }
        }

        bucket.Unlock();
    }

    private static int TagOf(int hash) => hash == 0 ? 1 : hash;

    private int BucketOf(int hash) => (int)(((uint)hash * (ulong)_buckets.Length) >> 32);

    private ref EntryPlace PlaceAt(int bucket, int way) => ref _places[(bucket * Ways) + way];

    // Caller has the bucket locked.
    private int Find(int number, ReadOnlySpan<byte> key, int hash)
    {
        var tag = TagOf(hash);
        for (var way = 0; way < Ways; way++)
        {
            if (_buckets[number].Tags[way] == tag && PlaceAt(number, way).Holds(key))
            {
                return way;
            }
        }

        return -1;
    }

    private struct Bucket
    {
        /// <summary>The hash of the entry in each place; 0 is none.</summary>
        public TagArray Tags;

        /// <summary>The last record known to have written an entry whose key belongs here.</summary>
        public long WrittenLsn;

        private int _lock;
        private uint _tries;

        public bool TryLock() => Interlocked.CompareExchange(ref _lock, 1, 0) == 0;

        public void Unlock() => Volatile.Write(ref _lock, 0);

        /// <summary>The place for a new entry; -1 when it gets none.</summary>
        public int Choose()
        {
            for (var way = 0; way < Ways; way++)
            {
                if (Tags[way] == 0)
                {
                    return way;
                }
            }

            var tries = ++_tries;
            return tries % ReplacedInTries == 0 ? (int)(tries / ReplacedInTries % Ways) : -1;
        }
    }

    [InlineArray(Ways)]
    private struct TagArray
    {
        private int _first;
    }
}
