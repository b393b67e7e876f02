using System.Runtime.InteropServices;

namespace Orleans.TableService.RocksDb.Native;

/// <summary>A native object that one function destroys and that depends on no other object.</summary>
internal sealed unsafe class NativeObject : SafeHandle
{
    private readonly delegate* unmanaged[Cdecl]<nint, void> _destroy;

    public NativeObject(nint value, delegate* unmanaged[Cdecl]<nint, void> destroy)
        : base(0, ownsHandle: true)
    {
        _destroy = destroy;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The object. The caller keeps this alive while it uses it, and is its only user.</summary>
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
        _destroy(handle);
        return true;
    }
}
