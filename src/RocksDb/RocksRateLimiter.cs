using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// Bounds the bytes that flushes and compactions of any number of databases write per second together.
/// </summary>
/// <remarks>Databases keep what they need of it: it may be disposed once they are opened.</remarks>
public sealed unsafe class RocksRateLimiter : IDisposable
{
    private const int Fairness = 10;

    /// <summary>Creates a limiter.</summary>
    /// <param name="bytesPerSecond">The bound, in bytes per second.</param>
    /// <param name="refillPeriod">How often the budget is refilled. Default 100 ms.</param>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public RocksRateLimiter(long bytesPerSecond, TimeSpan? refillPeriod = null)
    {
        var period = refillPeriod ?? TimeSpan.FromMilliseconds(100);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMicroseconds(1), nameof(refillPeriod));
        RocksLibrary.EnsureLoaded();
        var periodMicroseconds = period.Ticks / TimeSpan.TicksPerMicrosecond;
        var limiter = OptionFunctions.CreateRateLimiter(bytesPerSecond, periodMicroseconds, Fairness);
        Handle = new NativeObject(limiter, OptionFunctions.DestroyRateLimiter);
    }

    internal NativeObject Handle { get; }

    /// <summary>Lets the limiter go; the databases that were opened with it keep it.</summary>
    public void Dispose() => Handle.Dispose();
}
