namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// Refuses writes while the disk has less free space than what must be held free. Safe for use by many threads.
/// </summary>
/// <remarks>Looks again after 100 ms or 8 MiB written, whichever is first; so it recovers by itself.</remarks>
internal sealed class DiskGuard(long reserveBytes, Func<long> freeBytes, TimeProvider time)
{
    private const long SampleSizeBytes = 8 << 20;
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _sampledAt;
    private long _writtenSince = SampleSizeBytes;
    private Fault? _fault;

    /// <summary>Free space of the disk just now. Calls the file system.</summary>
    public long FreeBytes => freeBytes();

    /// <summary>Free space below which writes are refused.</summary>
    public long ReserveBytes => reserveBytes;

    /// <summary>What the last check told. Waits for nothing.</summary>
    public Fault? Last => Volatile.Read(ref _fault);

    /// <summary>Whether the next check calls the file system.</summary>
    public bool IsDue => Volatile.Read(ref _writtenSince) >= SampleSizeBytes
        || time.GetElapsedTime(Volatile.Read(ref _sampledAt)) >= SampleInterval;

    /// <summary>Counts bytes that were written.</summary>
    public void Wrote(long sizeBytes) => Interlocked.Add(ref _writtenSince, sizeBytes);

    /// <summary>
    /// Why writes are refused just now, or <see langword="null"/>. Calls the file system when it is due, or waits for
    /// who does: for storage threads.
    /// </summary>
    public Fault? Check()
    {
        lock (_lock)
        {
            if (IsDue)
            {
                Interlocked.Exchange(ref _writtenSince, 0);
                Volatile.Write(ref _sampledAt, time.GetTimestamp());
                var free = freeBytes();
                Volatile.Write(ref _fault, free >= reserveBytes ? null : Full(free));
            }

            return _fault;
        }
    }

    private Fault Full(long free) => Faults.ResourceExhausted(
        "disk",
        $"The disk has {free >> 20} MiB free, less than the {reserveBytes >> 20} MiB that must stay free: "
        + "writes are refused until there is room, reads go on.");
}
