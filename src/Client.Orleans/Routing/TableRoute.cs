using Orleans.TableService.Client.Orleans.Calls;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Routing;

/// <summary>The way from a pKey of a table to its range. Immutable; finding a range allocates nothing.</summary>
internal sealed class TableRoute
{
    private readonly IRangeGrain[] _ranges;
    private readonly RangeSender[] _senders;
    private readonly ulong[] _hashStarts;
    private readonly ReadOnlyMemory<byte>[] _rawStarts;

    public TableRoute(RangeMap map, IGrainFactory grains)
    {
        Map = map;
        var entries = map.Ranges;
        _ranges = new IRangeGrain[entries.Count];
        _senders = new RangeSender[entries.Count];
        _hashStarts = new ulong[IsHash ? entries.Count : 0];
        _rawStarts = new ReadOnlyMemory<byte>[IsHash ? 0 : entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            _ranges[i] = grains.GetRange(new RangeId(map.Stream.Id, entries[i].Number));
            _senders[i] = new RangeSender(_ranges[i], map.Version);
            if (IsHash)
            {
                // The first range begins with the empty key, before every hash.
                var start = entries[i].Interval.Start.Span;
                _hashStarts[i] = start.IsEmpty ? 0 : Ordered(RoutingKey.ReadHash(start));
            }
            else
            {
                _rawStarts[i] = entries[i].Interval.Start;
            }
        }
    }

    /// <summary>The map that this is made from.</summary>
    public RangeMap Map { get; }

    /// <summary>The ranges' grains, in the order of the map.</summary>
    public IReadOnlyList<IRangeGrain> Ranges => _ranges;

    private bool IsHash => Map.Stream.Configuration.KeyType == KeyType.Hash;

    /// <summary>
    /// The range that owns <paramref name="pKey"/>: the last one that starts at or before its routing key.
    /// </summary>
    public IRangeGrain Find(ReadOnlySpan<byte> pKey) => _ranges[IndexOf(pKey)];

    /// <summary>
    /// Sends a transaction to the range that owns its pKey; without <paramref name="appeal"/>, whatever keeps it from
    /// an outcome is thrown.
    /// </summary>
    public ValueTask<TransactionOutcome> SendAsync(
        TableTransaction transaction,
        ICommitAppeal? appeal,
        CancellationToken cancellationToken) =>
        _senders[IndexOf(transaction.PKey.Span)].SendAsync(transaction, appeal, cancellationToken);

    /// <summary>Sends a transaction to the range that owns its pKey and tells a receiver.</summary>
    public void Submit(
        TableTransaction transaction,
        IOutcomeReceiver receiver,
        ICommitAppeal appeal,
        CancellationToken cancellationToken) =>
        _senders[IndexOf(transaction.PKey.Span)].Submit(transaction, receiver, appeal, cancellationToken);

    private int IndexOf(ReadOnlySpan<byte> pKey) =>
        _ranges.Length == 1 ? 0 : IsHash ? FindHash(Ordered(Murmur3.Hash(pKey))) : FindRaw(pKey);

    private static ulong Ordered(long hash) => (ulong)hash ^ (1UL << 63);

    private int FindHash(ulong hash)
    {
        var found = _hashStarts.AsSpan().BinarySearch(hash);
        return found >= 0 ? found : ~found - 1;
    }

    private int FindRaw(ReadOnlySpan<byte> pKey)
    {
        int low = 0, high = _rawStarts.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_rawStarts[middle].Span.SequenceCompareTo(pKey) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
