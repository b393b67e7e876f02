namespace Orleans.TableService.RocksDb.Native;

/// <summary>Functions of a write batch.</summary>
internal static unsafe class BatchFunctions
{
    public static readonly delegate* unmanaged[Cdecl]<nint> Create =
        (delegate* unmanaged[Cdecl]<nint>)RocksLibrary.Export("rocksdb_writebatch_create");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> Destroy =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_writebatch_destroy");

    public static readonly delegate* unmanaged[Cdecl]<nint, void> Clear =
        (delegate* unmanaged[Cdecl]<nint, void>)RocksLibrary.Export("rocksdb_writebatch_clear");

    // Count and Data read fields of the batch and can neither wait nor call back.
    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> Count =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)
            RocksLibrary.Export("rocksdb_writebatch_count");

    public static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint*, byte*> Data =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nuint*, byte*>)
            RocksLibrary.Export("rocksdb_writebatch_data");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, void> Put =
        (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, void>)
            RocksLibrary.Export("rocksdb_writebatch_put");

    public static readonly
        delegate* unmanaged[Cdecl]<nint, int, byte**, nuint*, int, byte**, nuint*, void> PutParts =
            (delegate* unmanaged[Cdecl]<nint, int, byte**, nuint*, int, byte**, nuint*, void>)
                RocksLibrary.Export("rocksdb_writebatch_putv");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, void> Delete =
        (delegate* unmanaged[Cdecl]<nint, byte*, nuint, void>)RocksLibrary.Export("rocksdb_writebatch_delete");

    public static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, void> DeleteRange =
        (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, void>)
            RocksLibrary.Export("rocksdb_writebatch_delete_range");
}
