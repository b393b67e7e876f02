namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// Bytes of requests that may wait or be under way, of one range within those of all. Safe for use by many threads.
/// </summary>
internal sealed class QueueBudget(long sizeMaxBytes, QueueBudget? parent)
{
    private long _used;

    /// <summary>Bytes of requests that are not answered.</summary>
    public long UsedBytes => Volatile.Read(ref _used);

    /// <summary>Takes room; one request fits into an empty queue whatever its size.</summary>
    public bool TryTake(long sizeBytes)
    {
        var used = Interlocked.Add(ref _used, sizeBytes);
        if ((used <= sizeMaxBytes || used == sizeBytes) && (parent is null || parent.TryTake(sizeBytes)))
        {
            return true;
        }

        Interlocked.Add(ref _used, -sizeBytes);
        return false;
    }

    /// <summary>Takes room for several requests at once, if all fit as they would one by one.</summary>
    public bool TryTakeAll(long sizeBytes) => HasRoom(sizeBytes) && TryTake(sizeBytes);

    /// <summary>Gives room back.</summary>
    public void Return(long sizeBytes)
    {
        Interlocked.Add(ref _used, -sizeBytes);
        parent?.Return(sizeBytes);
    }

    private bool HasRoom(long sizeBytes) =>
        UsedBytes + sizeBytes <= sizeMaxBytes && (parent is null || parent.HasRoom(sizeBytes));
}
