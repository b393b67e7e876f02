using System.Diagnostics;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Benchmarks.Scenarios;
using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Benchmarks.Baselines;

/// <summary>The indexes of closed ranges as plain databases: what RocksDB itself reads from the same files.</summary>
internal sealed class BareRocksDb : IDisposable
{
    private readonly List<RocksDatabase> _databases = [];
    private readonly IndexEnvironment _environment;

    private BareRocksDb(IndexEnvironment environment) => _environment = environment;

    /// <summary>Bytes of the table files.</summary>
    public long SizeBytes => _databases.Sum(database => database.GetNumber(RocksProperties.LiveTableFileBytes));

    public static BareRocksDb Open(StorageOptions options, IReadOnlyList<RangeDescriptor> ranges)
    {
        var bare = new BareRocksDb(new IndexEnvironment(options));
        foreach (var range in ranges)
        {
            bare._databases.Add(RocksDatabase.Open(
                bare._environment.DirectoryOf(range.Id), bare._environment.OptionsOf(range)));
        }

        return bare;
    }

    /// <summary>Brings all into one sorted run, so that whoever reads later finds what this reads.</summary>
    public TimeSpan Compact()
    {
        var watch = Stopwatch.StartNew();
        foreach (var database in _databases)
        {
            database.CompactRange();
        }

        return watch.Elapsed;
    }

    /// <summary>Gets of random entries; each thread waits for one before it begins the next.</summary>
    public Task<Rate> GetAsync(Entries entries, int threads, TimeSpan duration) =>
        Load.BestOfThreeAsync(threads, duration, (caller, turn) =>
        {
            Get(entries, entries.Pick(caller, turn));
            return default;
        });

    /// <summary>Walks databases from their first entry on, and looks at each key and value.</summary>
    public Rate Scan(TimeSpan duration)
    {
        var watch = Stopwatch.StartNew();
        var (read, bytes) = (0L, 0L);
        for (var next = 0; watch.Elapsed < duration; next++)
        {
            using var iterator = _databases[next % _databases.Count].CreateIterator();
            for (var isAt = iterator.SeekToFirst(); isAt && watch.Elapsed < duration; isAt = iterator.Next())
            {
                bytes += iterator.Key.Length + iterator.Value.Length;
                read++;
            }
        }

        return bytes == 0 ? default : new Rate(read / watch.Elapsed.TotalSeconds, 0);
    }

    public void Dispose()
    {
        _databases.ForEach(database => database.Dispose());
        _environment.Dispose();
    }

    private void Get(Entries entries, long number)
    {
        var (pKey, lKey) = Math.DivRem(number, entries.PerPKey);
        Span<byte> key = stackalloc byte[64];
        var name = Entries.Key(pKey);
        var length = IndexKey.WritePrefix(KeyType.Hash, Murmur3.Hash(name), name, key);
        Entries.Key(lKey).CopyTo(key[length..]);
        using var value = _databases[entries.RangeOf(pKey)].GetPinned(key[..(length + sizeof(long))]);
        if (!value.IsFound)
        {
            throw new InvalidOperationException("An entry is missing.");
        }
    }
}
