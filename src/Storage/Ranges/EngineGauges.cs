using System.Diagnostics.Metrics;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>The instruments of what all ranges of a data directory share and are bounded by.</summary>
internal static class EngineGauges
{
    private const string CacheRequests = "tableservice.storage.cache.requests";
    private const string IndexWrites = "tableservice.storage.index.written";

    /// <summary>Adds them to the meter, which ends them.</summary>
    public static void AddTo(Meter meter, EngineContext engine)
    {
        var options = engine.Options;
        var caches = engine.Indexes.EntryCaches;
        var recent = engine.RecentEntries;
        Gauge("queue.limit", "By", "Bound of all ranges' requests", () => options.QueueSizeMaxBytes);
        Gauge("indexes.open", "{index}", "Indexes that are open", () => engine.OpenIndexes.Count);
        Gauge("memtable.size", "By", "Memtables of all open indexes", () => engine.Governor.TotalBytes);
        Gauge("memtable.limit", "By", "Size above which the largest is flushed", () => options.MemtableBudgetBytes);
        Gauge("cache.size", "By", "Blocks in the cache of all indexes", () => engine.Indexes.CacheSizeBytes);
        Gauge("cache.limit", "By", "Bound of that cache", () => options.BlockCacheSizeBytes);
        Gauge("entry_cache.size", "By", "Places for entries that gets find", () => caches.SizeBytes);
        Gauge("entry_cache.limit", "By", "Bound of those places", () => options.EntryCacheSizeBytes);
        Gauge("recent_entries.size", "By", "What writes remember of entries", () => recent.SizeBytes);
        Gauge("recent_entries.limit", "By", "Bound of that", () => options.RecentEntriesSizeBytes);
        Gauge("disk.free", "By", "Free space of the data directory's disk", () => engine.Disk.FreeBytes);
        Gauge("disk.reserve", "By", "Free space below which writes are refused", () => engine.Disk.ReserveBytes);
        Gauge("files.open", "{file}", "File handles of the process", () => FileHandles.CountOpen());
        Gauge("files.limit", "{file}", "File handles that the process may have", () => FileHandles.Limit());
        meter.CreateObservableCounter(
            "tableservice.storage.entry_cache.requests",
            () => Tagged("result", ("hit", caches.Looks.Hits), ("miss", caches.Looks.Misses)),
            "{request}",
            "Gets that looked for their entry there");
        meter.CreateObservableCounter(
            "tableservice.storage.recent_entries.requests",
            () => Tagged("result", ("hit", recent.Looks.Hits), ("miss", recent.Looks.Misses)),
            "{key}",
            "Keys of writes that were looked for there");
        if (engine.Indexes.HasStatistics)
        {
            AddStatistics(meter, engine.Indexes);
        }

        void Gauge(string name, string unit, string description, Func<long> read) =>
            meter.CreateObservableGauge("tableservice.storage." + name, read, unit, description);
    }

    private static void AddStatistics(Meter meter, IndexEnvironment indexes)
    {
        meter.CreateObservableCounter(
            CacheRequests,
            () => Read(
                indexes,
                "result",
                ("hit", "rocksdb.block.cache.hit"),
                ("miss", "rocksdb.block.cache.miss")),
            "{block}",
            "Blocks that reads of indexes asked the cache for");
        meter.CreateObservableCounter(
            IndexWrites,
            () => Read(
                indexes,
                "cause",
                ("flush", "rocksdb.flush.write.bytes"),
                ("compaction", "rocksdb.compact.write.bytes"),
                ("values", "rocksdb.blobdb.blob.file.bytes.written")),
            "By",
            "Bytes that indexes wrote to disk; values are those of separated values, whatever the cause");
        meter.CreateObservableCounter(
            "tableservice.storage.index.stall.duration",
            () => Seconds(indexes.ReadStatistics().GetValueOrDefault("rocksdb.stall.micros")),
            "s",
            "Time that RocksDB held writes back");
    }

    private static Measurement<long>[] Read(
        IndexEnvironment indexes,
        string tag,
        params (string Value, string Counter)[] series)
    {
        var counters = indexes.ReadStatistics();
        return Tagged(
            tag, Array.ConvertAll(series, one => (one.Value, counters.GetValueOrDefault(one.Counter))));
    }

    private static Measurement<long>[] Tagged(string tag, params (string Value, long Count)[] series) =>
        Array.ConvertAll(
            series, one => new Measurement<long>(one.Count, new KeyValuePair<string, object?>(tag, one.Value)));

    private static double Seconds(long microseconds) => TimeSpan.FromMicroseconds(microseconds).TotalSeconds;
}
