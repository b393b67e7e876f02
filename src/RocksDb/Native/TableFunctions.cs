namespace Orleans.TableService.RocksDb.Native;

/// <summary>Functions of the format of table files: blocks, filters, and what of them is cached.</summary>
internal static unsafe class TableFunctions
{
    public static readonly delegate* unmanaged[Cdecl]<nint> Create =
        (delegate* unmanaged[Cdecl]<nint>)RocksLibrary.Export("rocksdb_block_based_options_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> Destroy =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_block_based_options_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, nuint, void> SetBlockSize =
        (delegate* unmanaged[Cdecl]<nint, nuint, void>)
            RocksLibrary.Export("rocksdb_block_based_options_set_block_size");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, void> SetBlockCache =
        (delegate* unmanaged[Cdecl]<nint, nint, void>)
            RocksLibrary.Export("rocksdb_block_based_options_set_block_cache");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> SetNoBlockCache =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)
            RocksLibrary.Export("rocksdb_block_based_options_set_no_block_cache");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> SetCacheIndexAndFilter =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)
            RocksLibrary.Export("rocksdb_block_based_options_set_cache_index_and_filter_blocks");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte, void> SetPinLevel0 =
        (delegate* unmanaged[Cdecl]<nint, byte, void>)
            RocksLibrary.Export("rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache");

    public static readonly delegate* unmanaged[Cdecl]<nint, int, void> SetFormatVersion =
        (delegate* unmanaged[Cdecl]<nint, int, void>)
            RocksLibrary.Export("rocksdb_block_based_options_set_format_version");

    // The options take the policy over and destroy it with themselves.
    public static readonly delegate* unmanaged[Cdecl]<nint, nint, void> SetFilter =
        (delegate* unmanaged[Cdecl]<nint, nint, void>)
            RocksLibrary.Export("rocksdb_block_based_options_set_filter_policy");

    public static readonly delegate* unmanaged[Cdecl]<double, nint> CreateBloomFilter =
        (delegate* unmanaged[Cdecl]<double, nint>)RocksLibrary.Export("rocksdb_filterpolicy_create_bloom_full");
}
