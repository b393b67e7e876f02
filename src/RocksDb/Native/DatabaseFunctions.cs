namespace Orleans.TableService.RocksDb.Native;

/// <summary>Functions that open, read and write a database.</summary>
internal static unsafe class DatabaseFunctions
{
    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, int, byte**, nint*, nint*, byte**, nint> Open =
        (delegate* unmanaged[Cdecl]<nint, byte*, int, byte**, nint*, nint*, byte**, nint>)
            RocksLibrary.Export("rocksdb_open_column_families");

    public static readonly
        delegate* unmanaged[Cdecl]<nint, byte*, int, byte**, nint*, nint*, byte, byte**, nint> OpenReadOnly =
            (delegate* unmanaged[Cdecl]<nint, byte*, int, byte**, nint*, nint*, byte, byte**, nint>)
                RocksLibrary.Export("rocksdb_open_for_read_only_column_families");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> Close =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_close");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyColumnFamily =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_column_family_handle_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, byte**, nint> GetPinned =
        (delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, byte**, nint>)
            RocksLibrary.Export("rocksdb_get_pinned");

    // Reads two fields of the slice and can neither wait nor call back.
    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint*, byte*> PinnedData =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint*, byte*>)
            RocksLibrary.Export("rocksdb_pinnableslice_value");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> DestroyPinned =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_pinnableslice_destroy");

    public static readonly
        delegate* unmanaged[Cdecl]<nint, nint, nint, nuint, byte**, nuint*, nint*, byte**, byte, void> MultiGet =
            (delegate* unmanaged[Cdecl]<nint, nint, nint, nuint, byte**, nuint*, nint*, byte**, byte, void>)
                RocksLibrary.Export("rocksdb_batched_multi_get_cf");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, byte*, nuint, byte**, void> Put =
        (delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, byte*, nuint, byte**, void>)
            RocksLibrary.Export("rocksdb_put");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, byte**, void> Delete =
        (delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, byte**, void>)RocksLibrary.Export("rocksdb_delete");

    public static readonly
        delegate* unmanaged[Cdecl]<nint, nint, nint, byte*, nuint, byte*, nuint, byte**, void> DeleteRange =
            (delegate* unmanaged[Cdecl]<nint, nint, nint, byte*, nuint, byte*, nuint, byte**, void>)
                RocksLibrary.Export("rocksdb_delete_range_cf");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, nint, byte**, void> Write =
        (delegate* unmanaged[Cdecl]<nint, nint, nint, byte**, void>)RocksLibrary.Export("rocksdb_write");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint> CreateSnapshot =
        (delegate* unmanaged[Cdecl]<nint, nint>)RocksLibrary.Export("rocksdb_create_snapshot");

    public static readonly delegate* unmanaged[Cdecl]<nint, nint, void> ReleaseSnapshot =
        (delegate* unmanaged[Cdecl]<nint, nint, void>)RocksLibrary.Export("rocksdb_release_snapshot");
}
