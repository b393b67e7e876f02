namespace Orleans.TableService.RocksDb.Native;

/// <summary>Functions of iterators and of the options of a read.</summary>
internal static unsafe class IteratorFunctions
{
    public static readonly delegate* unmanaged[Cdecl]<nint, nint, nint> Create =
        (delegate* unmanaged[Cdecl]<nint, nint, nint>)RocksLibrary.Export("rocksdb_create_iterator");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> Destroy =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_iter_destroy");

    // Valid, Key and Value read fields that the last move left behind: they do no input or output, take no lock, and
    // call nothing back, so they may run without leaving the collector's cooperative mode.
    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte> IsValid =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte>)RocksLibrary.Export("rocksdb_iter_valid");

    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint*, byte*> Key =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint*, byte*>)
            RocksLibrary.Export("rocksdb_iter_key");

    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint*, byte*> Value =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint*, byte*>)
            RocksLibrary.Export("rocksdb_iter_value");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> SeekToFirst =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_iter_seek_to_first");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> SeekToLast =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_iter_seek_to_last");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, void> Seek =
        (delegate* unmanaged[Cdecl]<nint, byte*, nuint, void>)RocksLibrary.Export("rocksdb_iter_seek");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, void> SeekForPrevious =
        (delegate* unmanaged[Cdecl]<nint, byte*, nuint, void>)RocksLibrary.Export("rocksdb_iter_seek_for_prev");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> Next =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_iter_next");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> Previous =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_iter_prev");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte**, void> GetError =
        (delegate* unmanaged[Cdecl]<nint, byte**, void>)RocksLibrary.Export("rocksdb_iter_get_error");

    public static readonly delegate* unmanaged[Cdecl]<nint> CreateReadOptions =
        (delegate* unmanaged[Cdecl]<nint>)RocksLibrary.Export("rocksdb_readoptions_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyReadOptions =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_readoptions_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, int, void> SetReadTier =
        (delegate* unmanaged[Cdecl]<nint, int, void>)RocksLibrary.Export("rocksdb_readoptions_set_read_tier");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, void> SetSnapshot =
        (delegate* unmanaged[Cdecl]<nint, nint, void>)RocksLibrary.Export("rocksdb_readoptions_set_snapshot");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, void> SetLowerBound =
        (delegate* unmanaged[Cdecl]<nint, byte*, nuint, void>)
            RocksLibrary.Export("rocksdb_readoptions_set_iterate_lower_bound");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, void> SetUpperBound =
        (delegate* unmanaged[Cdecl]<nint, byte*, nuint, void>)
            RocksLibrary.Export("rocksdb_readoptions_set_iterate_upper_bound");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> SetFillCache =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)RocksLibrary.Export("rocksdb_readoptions_set_fill_cache");

    public static readonly delegate* unmanaged[Cdecl]<nint, nuint, void> SetReadAheadSize =
        (delegate* unmanaged[Cdecl]<nint, nuint, void>)
            RocksLibrary.Export("rocksdb_readoptions_set_readahead_size");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> SetVerifyChecksums =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)
            RocksLibrary.Export("rocksdb_readoptions_set_verify_checksums");
}
