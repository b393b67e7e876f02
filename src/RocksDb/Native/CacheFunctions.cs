namespace Orleans.TableService.RocksDb.Native;

/// <summary>Functions of the block cache.</summary>
internal static unsafe class CacheFunctions
{
    public static readonly delegate* unmanaged[Cdecl]<nint> CreateOptions =
        (delegate* unmanaged[Cdecl]<nint>)RocksLibrary.Export("rocksdb_lru_cache_options_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyOptions =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_lru_cache_options_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, nuint, void> SetOptionCapacity =
        (delegate* unmanaged[Cdecl]<nint, nuint, void>)RocksLibrary.Export("rocksdb_lru_cache_options_set_capacity");

    public static readonly delegate* unmanaged[Cdecl]<nint, int, void> SetOptionShardBits =
        (delegate* unmanaged[Cdecl]<nint, int, void>)
            RocksLibrary.Export("rocksdb_lru_cache_options_set_num_shard_bits");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint> CreateWithOptions =
        (delegate* unmanaged[Cdecl]<nint, nint>)RocksLibrary.Export("rocksdb_cache_create_lru_opts");

    public static readonly delegate* unmanaged[Cdecl]<nuint, nint> CreateStrict =
        (delegate* unmanaged[Cdecl]<nuint, nint>)
            RocksLibrary.Export("rocksdb_cache_create_lru_with_strict_capacity_limit");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> Destroy =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_cache_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, nuint, void> SetCapacity =
        (delegate* unmanaged[Cdecl]<nint, nuint, void>)RocksLibrary.Export("rocksdb_cache_set_capacity");

    public static readonly delegate* unmanaged[Cdecl]<nint, nuint> Capacity =
        (delegate* unmanaged[Cdecl]<nint, nuint>)RocksLibrary.Export("rocksdb_cache_get_capacity");

    public static readonly delegate* unmanaged[Cdecl]<nint, nuint> Usage =
        (delegate* unmanaged[Cdecl]<nint, nuint>)RocksLibrary.Export("rocksdb_cache_get_usage");

    public static readonly delegate* unmanaged[Cdecl]<nint, nuint> PinnedUsage =
        (delegate* unmanaged[Cdecl]<nint, nuint>)RocksLibrary.Export("rocksdb_cache_get_pinned_usage");
}
