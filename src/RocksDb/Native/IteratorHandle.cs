using System.Runtime.InteropServices;

namespace Orleans.TableService.RocksDb.Native;

/// <summary>An iterator with all that it reads through: read options, bounds, snapshot, database.</summary>
internal sealed unsafe class IteratorHandle : SafeHandle
{
    private readonly DatabaseHandle _database;
    private readonly SnapshotHandle? _snapshot;
    private readonly nint _readOptions;

    // RocksDB keeps the pointers that it is given, and the spans of the caller end with the call.
    private readonly byte* _lowerBound;
    private readonly byte* _upperBound;

    /// <summary>Takes over one reference to the database and one to the snapshot.</summary>
    public IteratorHandle(DatabaseHandle database, SnapshotHandle? snapshot, scoped in RocksIteratorOptions options)
        : base(0, ownsHandle: true)
    {
        _database = database;
        _snapshot = snapshot;
        _lowerBound = Copy(options.LowerBound);
        _upperBound = Copy(options.UpperBound);
        _readOptions = IteratorFunctions.CreateReadOptions();
        Apply(options);
        SetHandle(IteratorFunctions.Create(database.Value, _readOptions));
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The iterator; zero is never handed out after disposal.</summary>
    public nint Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected override bool ReleaseHandle()
    {
        IteratorFunctions.Destroy(handle);
        IteratorFunctions.DestroyReadOptions(_readOptions);
        NativeMemory.Free(_lowerBound);
        NativeMemory.Free(_upperBound);
        _snapshot?.DangerousRelease();
        _database.DangerousRelease();
        return true;
    }

    private static byte* Copy(ReadOnlySpan<byte> bound)
    {
        if (bound.IsEmpty)
        {
            return null;
        }

        var copy = (byte*)NativeMemory.Alloc((nuint)bound.Length);
        bound.CopyTo(new Span<byte>(copy, bound.Length));
        return copy;
    }

    private void Apply(scoped in RocksIteratorOptions options)
    {
        if (_snapshot is not null)
        {
            IteratorFunctions.SetSnapshot(_readOptions, _snapshot.Value);
        }

        if (_lowerBound != null)
        {
            IteratorFunctions.SetLowerBound(_readOptions, _lowerBound, (nuint)options.LowerBound.Length);
        }

        if (_upperBound != null)
        {
            IteratorFunctions.SetUpperBound(_readOptions, _upperBound, (nuint)options.UpperBound.Length);
        }

        IteratorFunctions.SetFillCache(_readOptions, (byte)(options.SkipsCache ? 0 : 1));
        IteratorFunctions.SetReadAheadSize(_readOptions, (nuint)options.ReadAheadBytes);
    }
}
