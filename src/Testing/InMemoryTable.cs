namespace Orleans.TableService.Testing;

/// <summary>A table: its ranges, and which of them a pKey belongs to.</summary>
internal sealed class InMemoryTable : ITable
{
    private readonly InMemoryRange[] _ranges;

    public InMemoryTable(StreamInfo info, InMemorySettings settings)
    {
        Info = info;
        var intervals = RangeSplit.Even(info.Configuration.KeyType, info.Configuration.InitialRanges);
        _ranges = [.. intervals.Select((interval, i) =>
            new InMemoryRange(new RangeId(info.Id, RangeId.FirstNumber + i), interval, info, settings))];
    }

    public StreamInfo Info { get; }

    public IReadOnlyList<RangeInfo> Ranges => [.. _ranges.Select(range => range.GetInfo())];

    public ValueTask<TransactionOutcome> TryCommitAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(RangeOf(transaction.PKey).Commit(transaction));
    }

    public IAsyncEnumerable<ChangeBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RangeOf(request.PKey).WatchAsync(request, cancellationToken);
    }

    public void Trim(long belowRevision) => Array.ForEach(_ranges, range => range.Trim(belowRevision));

    public void Delete() => Array.ForEach(_ranges, range => range.Delete());

    private InMemoryRange RangeOf(ReadOnlyMemory<byte> pKey)
    {
        var routingKey = RoutingKey.Of(Info.Configuration.KeyType, pKey);
        return _ranges.First(range => range.Interval.Contains(routingKey.Span));
    }
}
