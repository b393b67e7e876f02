using System.Diagnostics.Metrics;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>The instruments that are told apart by table, with the tag <c>stream</c>: the stream's id.</summary>
internal sealed class TableGauges
{
    private readonly Meter _meter;
    private readonly TableSampler _sampler;

    public TableGauges(Meter meter, TableSampler sampler)
    {
        _meter = meter;
        _sampler = sampler;
        Add("ranges", "{range}", "Open ranges", table => table.Ranges);
        Add("indexes", "{index}", "Open indexes", table => table.OpenIndexes);
        Add("queue.size", "By", "Requests that are not answered", table => table.QueueBytes);
        Add("queue.requests", "{request}", "Requests that wait to be evaluated", table => table.QueueRequests);
        Add("journal.size", "By", "Journals, in segments and in the commit log", table => table.JournalBytes);
        Add("index.size", "By", "Indexes on disk and in memory, as last measured", table => table.IndexBytes);
        Add("memtable.size", "By", "Memtables of open indexes", table => table.MemtableBytes);
        Add("compaction.pending", "By", "Bytes that compactions have still to rewrite",
            table => table.PendingCompactionBytes);
        Add("level0.files", "{file}", "Files flushed and not compacted", table => table.Level0Files);
        Add("writes.stopped", "{index}", "Open indexes whose writes RocksDB holds back", table => table.StoppedIndexes);
        Add("checkpoint.age", "s", "Time since the newest checkpoint of the range where it is greatest",
            table => table.CheckpointAgeSeconds);
        Add("checkpoint.size", "By", "Files of the newest checkpoints", table => table.CheckpointBytes);
        Add("checkpoint.behind", "By", "Journals behind the newest checkpoints, as estimated",
            table => table.CheckpointBehindBytes);
        Add("watches", "{watch}", "Watches that are open", table => table.Watches);
    }

    private void Add(string name, string unit, string description, Func<RangeSample, long> read) =>
        _meter.CreateObservableGauge(
            "tableservice.storage.table." + name,
            () => _sampler.Take().Select(table => new Measurement<long>(
                read(table.Value), new KeyValuePair<string, object?>("stream", table.Key))),
            unit,
            description);
}
