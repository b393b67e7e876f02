namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>What is known of the checkpoints of one open range. Safe for use by many threads.</summary>
/// <param name="range">Whose they are.</param>
/// <param name="bounds">Learns how far its journal may be trimmed.</param>
/// <param name="time">The clock.</param>
internal sealed class KnownCheckpoints(RangeId range, TrimBounds bounds, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _rejected = new(StringComparer.Ordinal);
    private long _lastLsn;
    private long _lastMadeMs;
    private long _lastSizeBytes;
    private long _behindBytes;

    /// <summary>Lsn of the newest; 0 while none is known.</summary>
    public long LastLsn => Volatile.Read(ref _lastLsn);

    /// <summary>Seconds since the newest was made; 0 while none is known.</summary>
    public long AgeSeconds => Volatile.Read(ref _lastMadeMs) is not 0 and var made
        ? Math.Max(0, (time.GetUtcNow().ToUnixTimeMilliseconds() - made) / 1000)
        : 0;

    /// <summary>Bytes of the newest one's files; 0 while none is known.</summary>
    public long LastSizeBytes => Volatile.Read(ref _lastSizeBytes);

    /// <summary>Journal bytes behind the newest, as estimated.</summary>
    public long BehindBytes => Volatile.Read(ref _behindBytes);

    /// <summary>Manifests that turned out to be of damaged checkpoints.</summary>
    public IReadOnlySet<string> Rejected
    {
        get
        {
            lock (_lock)
            {
                return _rejected.ToHashSet(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>More is behind the newest, or less.</summary>
    /// <returns>How much is.</returns>
    public long AddBehind(long journalBytes) => Interlocked.Add(ref _behindBytes, journalBytes);

    /// <summary>A checkpoint is never to be used again.</summary>
    public void Reject(string manifestName)
    {
        lock (_lock)
        {
            _rejected.Add(manifestName);
        }
    }

    /// <summary>Takes note of those that there are.</summary>
    public void Note(CheckpointListing listing)
    {
        var kept = listing.Kept(Rejected).ToList();
        Volatile.Write(ref _lastLsn, kept.Count > 0 ? kept[0].Lsn : 0);
        Volatile.Write(ref _lastMadeMs, kept.Count > 0 ? kept[0].Manifest!.CreatedMs : 0);
        Volatile.Write(ref _lastSizeBytes, kept.Count > 0 ? kept[0].Manifest!.SizeBytes : 0);
        if (kept.Count == CheckpointListing.KeptCount)
        {
            bounds.Set(range, kept[^1].Lsn);
        }
    }
}
