namespace Orleans.TableService.Storage.Index;

/// <summary>
/// How much an index's flushes and compactions are behind: 0 while they keep up, 1 where RocksDB is about to stop
/// writes by itself, which would hold a thread that all ranges share.
/// </summary>
internal readonly struct WritePressure(long debtSoftBytes, long debtHardBytes)
{
    // RocksDB starts compactions at 4 files, slows writers at 20 and stops them at 36.
    private const int Level0Soft = 8;
    private const int Level0Hard = 18;

    // Of the four memtables, one is written to: when three wait and it is full, RocksDB stops writes.
    private const int MemtablesWaitingSoft = 1;
    private const double PerMemtableThatWaits = 0.25;

    // Between them the rate halves with every sixth of the way, so that writers feel no step.
    private const double RateAtSoftBytesPerSecond = 64 << 20;
    private const double HalvingsToHard = 6;

    /// <summary>The pressure, 0 to 1.</summary>
    public double Of(in IndexHealth health)
    {
        if (health.IsWriteStopped)
        {
            return 1;
        }

        var files = Share(health.Level0Files, Level0Soft, Level0Hard);
        var debt = Share(health.PendingCompactionBytes, debtSoftBytes, debtHardBytes);
        var memtables = PerMemtableThatWaits * Math.Clamp(health.WaitingMemtables - MemtablesWaitingSoft, 0, 2);
        return Math.Max(Math.Max(files, debt), memtables);
    }

    /// <summary>
    /// How long a range is to wait for what it has written: 64 MiB a second at no pressure, 1 MiB at most.
    /// </summary>
    public static TimeSpan DelayOf(double pressure, long sizeBytes) => TimeSpan.FromSeconds(
        Math.Min(1, sizeBytes / (RateAtSoftBytesPerSecond * Math.Pow(2, -HalvingsToHard * pressure))));

    private static double Share(long value, long soft, long hard) =>
        Math.Clamp((double)(value - soft) / Math.Max(1, hard - soft), 0, 1);
}
