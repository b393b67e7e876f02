using System.Runtime.InteropServices;
using System.Text;

namespace Orleans.TableService.RocksDb.Native;

/// <summary>Strings as the C API takes and hands them out.</summary>
internal static unsafe class NativeText
{
    /// <summary>UTF-8 with a terminating zero.</summary>
    public static byte[] Terminated(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A path or an option must not contain a zero character.", nameof(text));
        }

        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>The managed copy of a string that the library allocated, which is freed.</summary>
    public static string? TakeOver(byte* text)
    {
        if (text == null)
        {
            return null;
        }

        var copy = Marshal.PtrToStringUTF8((nint)text);
        CommonFunctions.Free(text);
        return copy;
    }
}
