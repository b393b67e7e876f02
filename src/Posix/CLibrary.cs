using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orleans.TableService.Posix;

/// <summary>The imported functions.</summary>
internal static class CLibrary
{
    private const string Library = "libc";

    static CLibrary() => NativeLibrary.SetDllImportResolver(typeof(CLibrary).Assembly, Resolve);

    // The C library is already in the process; its file name differs between systems.
    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? NativeLibrary.GetMainProgramHandle() : IntPtr.Zero;

#pragma warning disable SYSLIB1054, CA5392 // Generated marshalling needs `unsafe`, which only src/RocksDb may use.
    [DllImport(Library, SetLastError = true)]
    internal static extern int fdatasync(SafeFileHandle file);

    [DllImport(Library, SetLastError = true)]
    internal static extern int fsync(SafeFileHandle file);

    [DllImport(
        Library, SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    internal static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
#pragma warning restore SYSLIB1054, CA5392
}
