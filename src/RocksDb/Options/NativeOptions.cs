using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>Turns options into the native object that opens a database.</summary>
internal static unsafe class NativeOptions
{
    public static NativeObject Create(RocksDatabaseOptions options)
    {
        if (options is { SyncsWrites: true, UsesWriteAheadLog: false })
        {
            throw new ArgumentException("Writes can be synced only with the write-ahead log on.", nameof(options));
        }

        using var empty = New();
        var source = options.Statistics?.Handle ?? empty;
        var native = New();
        try
        {
            Read(source.Value, options.ToText(), native.Value);
            Share(options, native.Value);
            GC.KeepAlive(options);
            return native;
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }

    public static NativeObject New() => new(OptionFunctions.Create(), OptionFunctions.Destroy);

    public static nint CreateWriteOptions(RocksDatabaseOptions options)
    {
        var native = OptionFunctions.CreateWriteOptions();
        OptionFunctions.DisableWriteAheadLog(native, options.UsesWriteAheadLog ? 0 : 1);
        OptionFunctions.SetSync(native, options.SyncsWrites ? (byte)1 : (byte)0);
        return native;
    }

    private static void Read(nint source, string text, nint target)
    {
        byte* error = null;
        fixed (byte* native = NativeText.Terminated(text))
        {
            OptionFunctions.FromText(source, native, target, &error);
        }

        RocksException.ThrowIfError(error);
    }

    private static void Share(RocksDatabaseOptions options, nint native)
    {
        options.Table.ApplyTo(native);
        if (options.RateLimiter is { } limiter)
        {
            OptionFunctions.SetRateLimiter(native, limiter.Handle.Value);
        }

        if (options.Blobs?.Cache is { } cache)
        {
            OptionFunctions.SetBlobCache(native, cache.Handle.Value);
        }
    }
}
