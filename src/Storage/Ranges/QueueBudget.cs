namespace Orleans.TableService.Storage.Ranges;

/// <summary>Bytes that may wait, of one range within those of all. Safe for use by many threads.</summary>
internal sealed class QueueBudget(long sizeMaxBytes, QueueBudget? parent)
{
    private long _used;

    /// <summary>Bytes that wait.</summary>
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

    /// <summary>Takes room for what was in the queue before, full or not.</summary>
    public void Add(long sizeBytes)
    {
        Interlocked.Add(ref _used, sizeBytes);
        parent?.Add(sizeBytes);
    }

    /// <summary>Gives room back.</summary>
    public void Return(long sizeBytes)
    {
        Interlocked.Add(ref _used, -sizeBytes);
        parent?.Return(sizeBytes);
    }
}
