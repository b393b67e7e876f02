using System.Runtime.InteropServices;

namespace Orleans.TableService.RocksDb.Native;

/// <summary>A native object that others hold references to, and that is destroyed with the last of them.</summary>
internal abstract class SharedHandle : SafeHandle
{
    private volatile bool _isShut;

    protected SharedHandle()
        : base(0, ownsHandle: true)
    {
    }

    public sealed override bool IsInvalid => handle == 0;

    /// <summary>The object. Only for holders of a reference.</summary>
    public nint Value => handle;

    /// <summary>Takes a reference, which <see cref="SafeHandle.DangerousRelease"/> gives back.</summary>
    public void AddReference()
    {
        // The base class refuses references only once the last is given back, which overlapping users can put off for
        // ever.
        ObjectDisposedException.ThrowIf(_isShut, this);
        var added = false;
        DangerousAddRef(ref added);
    }

    /// <summary>Refuses new references, and gives the owner's own back.</summary>
    public void Shut()
    {
        _isShut = true;
        Dispose();
    }
}
