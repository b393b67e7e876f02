using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orleans.TableService.RocksDb;

/// <summary>RocksDB refused or failed an operation.</summary>
public sealed class RocksException : Exception
{
    private const string InputOutputPrefix = "IO error: ";

    private static readonly (string Prefix, RocksErrorKind Kind)[] Prefixes =
    [
        ("Corruption", RocksErrorKind.Corruption),
        ("IO error", RocksErrorKind.InputOutput),
        ("Resource busy", RocksErrorKind.Busy),
        ("Invalid argument", RocksErrorKind.InvalidArgument),
        ("Not implemented", RocksErrorKind.NotSupported),
        ("NotFound", RocksErrorKind.NotFound),
        ("Shutdown in progress", RocksErrorKind.ShuttingDown),
        ("Result incomplete", RocksErrorKind.Incomplete),
        ("Operation aborted", RocksErrorKind.Incomplete),
        ("Operation timed out", RocksErrorKind.Incomplete),
        ("Operation failed. Try again.", RocksErrorKind.Incomplete),
    ];

    internal RocksException(string statusText)
        : base(statusText)
    {
        Kind = KindOf(statusText);
    }

    /// <summary>What the error is about. The status text of RocksDB is the message.</summary>
    public RocksErrorKind Kind { get; }

    /// <summary>Throws if <paramref name="error"/> is set, and frees it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void ThrowIfError(byte* error)
    {
        if (error != null)
        {
            Throw(error);
        }
    }

    /// <summary>
    /// Whether an error tells that a read which must not wait would have had to, and frees it; throws any other.
    /// </summary>
    internal static unsafe bool IsIncomplete(byte* error)
    {
        if (error == null)
        {
            return false;
        }

        if (!MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error).StartsWith("Result incomplete"u8))
        {
            Throw(error);
        }

        Native.CommonFunctions.Free(error);
        return true;
    }

    /// <summary>Turns a status text of RocksDB into the kind; the C API hands out nothing but this text.</summary>
    internal static RocksErrorKind KindOf(string statusText)
    {
        foreach (var (prefix, kind) in Prefixes)
        {
            if (statusText.StartsWith(prefix, StringComparison.Ordinal))
            {
                return kind == RocksErrorKind.InputOutput ? KindOfInputOutput(statusText) : kind;
            }
        }

        return RocksErrorKind.Other;
    }

    private static RocksErrorKind KindOfInputOutput(string statusText)
    {
        var detail = statusText.AsSpan(Math.Min(InputOutputPrefix.Length, statusText.Length));
        if (detail.StartsWith("No space left on device", StringComparison.Ordinal)
            || detail.EndsWith("No space left on device", StringComparison.Ordinal)
            || detail.EndsWith("Disk quota exceeded", StringComparison.Ordinal)
            || detail.StartsWith("Space limit reached", StringComparison.Ordinal))
        {
            return RocksErrorKind.NoSpace;
        }

        return detail.StartsWith("lock hold by current process", StringComparison.Ordinal)
            || detail.StartsWith("While lock file", StringComparison.Ordinal)
            ? RocksErrorKind.LockHeld
            : RocksErrorKind.InputOutput;
    }

    private static unsafe void Throw(byte* error)
    {
        var text = Marshal.PtrToStringUTF8((nint)error) ?? string.Empty;
        Native.CommonFunctions.Free(error);
        throw new RocksException(text);
    }
}
