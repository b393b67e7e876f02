namespace Orleans.TableService.RocksDb.Native;

/// <summary>
/// Functions of options and of the objects that databases share. Options without an object behind them are set as text,
/// which RocksDB checks and which covers more than the C API's setters do.
/// </summary>
internal static unsafe class OptionFunctions
{
    public static readonly delegate* unmanaged[Cdecl]<nint> Create =
        (delegate* unmanaged[Cdecl]<nint>)RocksLibrary.Export("rocksdb_options_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> Destroy =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_options_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, byte**, void> FromText =
        (delegate* unmanaged[Cdecl]<nint, byte*, nint, byte**, void>)
            RocksLibrary.Export("rocksdb_get_options_from_string");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> EnableStatistics =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_options_enable_statistics");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*> StatisticsText =
        (delegate* unmanaged[Cdecl]<nint, byte*>)RocksLibrary.Export("rocksdb_options_statistics_get_string");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, void> SetRateLimiter =
        (delegate* unmanaged[Cdecl]<nint, nint, void>)RocksLibrary.Export("rocksdb_options_set_ratelimiter");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, void> SetBlobCache =
        (delegate* unmanaged[Cdecl]<nint, nint, void>)RocksLibrary.Export("rocksdb_options_set_blob_cache");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, void> SetTableOptions =
        (delegate* unmanaged[Cdecl]<nint, nint, void>)
            RocksLibrary.Export("rocksdb_options_set_block_based_table_factory");

    public static readonly delegate* unmanaged[Cdecl]<long, long, int, nint> CreateRateLimiter =
        (delegate* unmanaged[Cdecl]<long, long, int, nint>)RocksLibrary.Export("rocksdb_ratelimiter_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyRateLimiter =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_ratelimiter_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint> CreateWriteOptions =
        (delegate* unmanaged[Cdecl]<nint>)RocksLibrary.Export("rocksdb_writeoptions_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyWriteOptions =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_writeoptions_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, int, void> DisableWriteAheadLog =
        (delegate* unmanaged[Cdecl]<nint, int, void>)RocksLibrary.Export("rocksdb_writeoptions_disable_WAL");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> SetSync =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)RocksLibrary.Export("rocksdb_writeoptions_set_sync");
}
