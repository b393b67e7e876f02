using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orleans.TableService.Cli.Backups;

/// <summary>Makes the names in a directory durable, which the base library has no call for.</summary>
/// <remarks>
/// The storage's own is not used: what works over a connection is to know nothing of a server's files, and this is no
/// file of a server.
/// </remarks>
internal static class DirectorySync
{
    private const string Library = "libc";
    private const int ErrorNotPermitted = 1;
    private const int ErrorInterrupted = 4;
    private const int ErrorAccess = 13;
    private const int ErrorInvalid = 22;
    private const int OpenReadOnlyCloseOnExec = 0x80000;

    /// <summary>
    /// Returns when the names are durable. A file system that has no such call for directories is no error.
    /// </summary>
    /// <exception cref="IOException">They may not be.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be opened.</exception>
    public static void Run(string path)
    {
        using var directory = Open(path);
        while (fsync(directory) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == ErrorInvalid)
            {
                // Some shares of a network and of a user's programs: they write names when they are given.
                return;
            }

            ThrowUnlessInterrupted(error, "fsync", path);
        }
    }

    private static SafeFileHandle Open(string path)
    {
        while (true)
        {
            var descriptor = open(path, OpenReadOnlyCloseOnExec);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            ThrowUnlessInterrupted(Marshal.GetLastPInvokeError(), "open", path);
        }
    }

    private static void ThrowUnlessInterrupted(int error, string call, string path)
    {
        if (error == ErrorInterrupted)
        {
            return;
        }

        var message = $"{call} of the directory {path} failed: {new Win32Exception(error).Message} (errno {error}).";
        throw error is ErrorNotPermitted or ErrorAccess
            ? new UnauthorizedAccessException(message)
            : new IOException(message, error);
    }

#pragma warning disable SYSLIB1054, CA5392 // Generated marshalling needs `unsafe`, which only src/RocksDb may use.
    [DllImport(Library, SetLastError = true)]
    private static extern int fsync(SafeFileHandle file);

    [DllImport(
        Library, SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
#pragma warning restore SYSLIB1054, CA5392
}
