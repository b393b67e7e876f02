using System.Runtime.InteropServices;

namespace Orleans.TableService.RocksDb.Native;

/// <summary>The arrays of one multi-get, and the values that its last use pinned.</summary>
internal sealed unsafe class MultiGetBuffer : SafeHandle
{
    private DatabaseHandle? _database;
    private int _capacity;

    public MultiGetBuffer()
        : base(0, ownsHandle: true)
    {
    }

    // The base class counts references whatever the value; an empty buffer has nothing to free.
    public override bool IsInvalid => handle == 0;

    /// <summary>Keys of the last use.</summary>
    public int Count { get; private set; }

    public byte** Keys => (byte**)handle;

    public nuint* KeySizes => (nuint*)handle + _capacity;

    public nint* Values => (nint*)handle + (2 * _capacity);

    public byte** Errors => (byte**)handle + (3 * _capacity);

    /// <summary>Makes room for <paramref name="count"/> keys of a database that it takes a reference to.</summary>
    public void Begin(DatabaseHandle database, int count)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        Clear();
        if (count > _capacity)
        {
            Grow(count);
        }

        database.AddReference();
        _database = database;
        new Span<nint>(Values, count).Clear();
        new Span<nint>(Errors, count).Clear();
        Count = count;
    }

    /// <summary>Lets the values go.</summary>
    public void Clear()
    {
        for (var i = 0; i < Count; i++)
        {
            if (Values[i] != 0)
            {
                DatabaseFunctions.DestroyPinned(Values[i]);
            }

            CommonFunctions.Free(Errors[i]);
        }

        Count = 0;
        _database?.DangerousRelease();
        _database = null;
    }

    /// <summary>Throws the first error of a key; the values are let go then.</summary>
    public void ThrowIfAnyError()
    {
        for (var i = 0; i < Count; i++)
        {
            var error = Errors[i];
            if (error != null)
            {
                Errors[i] = null;
                Clear();
                RocksException.ThrowIfError(error);
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        Clear();
        NativeMemory.Free((void*)handle);
        return true;
    }

    private void Grow(int count)
    {
        var capacity = Math.Max(32, checked(count + (count / 2)));
        var memory = NativeMemory.Alloc((nuint)capacity, 4 * (nuint)sizeof(nint));
        NativeMemory.Free((void*)handle);
        SetHandle((nint)memory);
        _capacity = capacity;
    }
}
