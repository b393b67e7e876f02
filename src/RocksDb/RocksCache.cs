using System.Numerics;
using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// A least-recently-used cache of blocks that any number of databases share. Safe for many callers at once.
/// </summary>
/// <remarks>Databases keep what they need of it: it may be disposed once they are opened.</remarks>
public sealed unsafe class RocksCache : IDisposable
{
    private const uint PartSizeMinBytes = 8 << 20;
    private const uint PartsMax = 64;

    private readonly NativeObject _handle;

    /// <summary>Creates a cache.</summary>
    /// <param name="capacityBytes">Size at which blocks are evicted, in bytes.</param>
    /// <param name="isStrict">
    /// Whether a read fails rather than exceed the capacity by what is pinned. Default no.
    /// </param>
    /// <remarks>
    /// It has as many parts with a lock of their own, up to 64, as are of 8 MiB at least: a part must have room for the
    /// filters and indexes of several table files beside the blocks that are read through them.
    /// </remarks>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public RocksCache(long capacityBytes, bool isStrict = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacityBytes);
        RocksLibrary.EnsureLoaded();
        var capacity = checked((nuint)capacityBytes);
        var cache = isStrict ? CacheFunctions.CreateStrict(capacity) : Create(capacity);
        _handle = new NativeObject(cache, CacheFunctions.Destroy);
    }

    /// <summary>Size at which blocks are evicted, in bytes. Setting a smaller one evicts at once.</summary>
    public long CapacityBytes
    {
        get => (long)Use(CacheFunctions.Capacity);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            CacheFunctions.SetCapacity(_handle.Value, checked((nuint)value));
            GC.KeepAlive(_handle);
        }
    }

    /// <summary>Bytes in the cache.</summary>
    public long UsageBytes => (long)Use(CacheFunctions.Usage);

    /// <summary>Bytes in the cache that iterators and pinned values hold on to.</summary>
    public long PinnedUsageBytes => (long)Use(CacheFunctions.PinnedUsage);

    internal NativeObject Handle => _handle;

    /// <summary>Lets the cache go; the databases that were opened with it keep it.</summary>
    public void Dispose() => _handle.Dispose();

    // Left to itself RocksDB makes parts of 512 KiB to 1 MiB: there the filter of a file of 64 MiB drives all else out.
    private static nint Create(nuint capacityBytes)
    {
        var options = CacheFunctions.CreateOptions();
        CacheFunctions.SetOptionCapacity(options, capacityBytes);
        var parts = Math.Clamp(capacityBytes / PartSizeMinBytes, 1, PartsMax);
        CacheFunctions.SetOptionShardBits(options, BitOperations.Log2(parts));
        var cache = CacheFunctions.CreateWithOptions(options);
        CacheFunctions.DestroyOptions(options);
        return cache;
    }

    private nuint Use(delegate* unmanaged[Cdecl]<nint, nuint> function)
    {
        var result = function(_handle.Value);
        GC.KeepAlive(_handle);
        return result;
    }
}
