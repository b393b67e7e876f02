namespace Orleans.TableService.RocksDb.Native;

/// <summary>Functions of the C API that belong to no one object.</summary>
internal static unsafe class CommonFunctions
{
    public static readonly delegate* unmanaged[Cdecl]<void*, void> Free =
        (delegate* unmanaged[Cdecl]<void*, void>)RocksLibrary.Export("rocksdb_free");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, byte**, void> DestroyDatabase =
        (delegate* unmanaged[Cdecl]<nint, byte*, byte**, void>)RocksLibrary.Export("rocksdb_destroy_db");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, byte**, void> RepairDatabase =
        (delegate* unmanaged[Cdecl]<nint, byte*, byte**, void>)RocksLibrary.Export("rocksdb_repair_db");

    public static readonly delegate* unmanaged[Cdecl]<nint> DefaultEnvironment =
        (delegate* unmanaged[Cdecl]<nint>)RocksLibrary.Export("rocksdb_create_default_env");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyEnvironment =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_env_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, int, void> SetCompactionThreads =
        (delegate* unmanaged[Cdecl]<nint, int, void>)
            RocksLibrary.Export("rocksdb_env_set_low_priority_background_threads");

    public static readonly delegate* unmanaged[Cdecl]<nint, int, void> SetFlushThreads =
        (delegate* unmanaged[Cdecl]<nint, int, void>)
            RocksLibrary.Export("rocksdb_env_set_high_priority_background_threads");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> LowerCompactionPriority =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_env_lower_thread_pool_cpu_priority");

    public static readonly delegate* unmanaged[Cdecl]<nint, int> GetCompactionThreads =
        (delegate* unmanaged[Cdecl]<nint, int>)
            RocksLibrary.Export("rocksdb_env_get_low_priority_background_threads");

    public static readonly delegate* unmanaged[Cdecl]<nint, int> GetFlushThreads =
        (delegate* unmanaged[Cdecl]<nint, int>)
            RocksLibrary.Export("rocksdb_env_get_high_priority_background_threads");
}
