namespace Orleans.TableService.RocksDb.Native;

/// <summary>Functions that flush, compact, copy and describe a database.</summary>
internal static unsafe class MaintenanceFunctions
{
    public static readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, void> Flush =
        (delegate* unmanaged[Cdecl]<nint, nint, byte**, void>)RocksLibrary.Export("rocksdb_flush");

    public static readonly delegate* unmanaged[Cdecl]<nint> CreateFlushOptions =
        (delegate* unmanaged[Cdecl]<nint>)RocksLibrary.Export("rocksdb_flushoptions_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyFlushOptions =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_flushoptions_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> SetFlushWait =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)RocksLibrary.Export("rocksdb_flushoptions_set_wait");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, byte**, void> FlushLog =
        (delegate* unmanaged[Cdecl]<nint, byte, byte**, void>)RocksLibrary.Export("rocksdb_flush_wal");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, byte*, nuint, void> CompactRange =
        (delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, byte*, nuint, void>)
            RocksLibrary.Export("rocksdb_compact_range_opt");

    public static readonly delegate* unmanaged[Cdecl]<nint> CreateCompactOptions =
        (delegate* unmanaged[Cdecl]<nint>)RocksLibrary.Export("rocksdb_compactoptions_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyCompactOptions =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_compactoptions_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> SetExclusiveCompaction =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)
            RocksLibrary.Export("rocksdb_compactoptions_set_exclusive_manual_compaction");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> SetBottommostCompaction =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)
            RocksLibrary.Export("rocksdb_compactoptions_set_bottommost_level_compaction");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> CancelBackgroundWork =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)RocksLibrary.Export("rocksdb_cancel_all_background_work");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte**, nint> CreateCheckpointObject =
        (delegate* unmanaged[Cdecl]<nint, byte**, nint>)RocksLibrary.Export("rocksdb_checkpoint_object_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, ulong, byte**, void> CreateCheckpoint =
        (delegate* unmanaged[Cdecl]<nint, byte*, ulong, byte**, void>)
            RocksLibrary.Export("rocksdb_checkpoint_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyCheckpointObject =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_checkpoint_object_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*> PropertyText =
        (delegate* unmanaged[Cdecl]<nint, byte*, byte*>)RocksLibrary.Export("rocksdb_property_value");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, ulong*, int> PropertyNumber =
        (delegate* unmanaged[Cdecl]<nint, byte*, ulong*, int>)RocksLibrary.Export("rocksdb_property_int");

    public static readonly
        delegate* unmanaged[Cdecl]<nint, int, byte**, nuint*, byte**, nuint*, ulong*, byte**, void> ApproximateSizes =
            (delegate* unmanaged[Cdecl]<nint, int, byte**, nuint*, byte**, nuint*, ulong*, byte**, void>)
                RocksLibrary.Export("rocksdb_approximate_sizes");

    public static readonly delegate* unmanaged[Cdecl]<nint, ulong> LatestSequenceNumber =
        (delegate* unmanaged[Cdecl]<nint, ulong>)RocksLibrary.Export("rocksdb_get_latest_sequence_number");

    public static readonly delegate* unmanaged[Cdecl]<nint, int, byte**, byte**, byte**, void> SetOptions =
        (delegate* unmanaged[Cdecl]<nint, int, byte**, byte**, byte**, void>)
            RocksLibrary.Export("rocksdb_set_options");
}
