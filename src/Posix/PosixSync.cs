using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orleans.TableService.Posix;

/// <summary>Makes files and names durable, with the errors that the base library hides.</summary>
/// <remarks>A call that a signal interrupts is made again. Safe for use by many threads.</remarks>
public static class PosixSync
{
    private const int OpenReadOnlyCloseOnExec = 0x80000;

    /// <summary>Makes a file's contents and length durable (fdatasync).</summary>
    /// <param name="file">The open file.</param>
    /// <param name="path">Its name, for the error's message.</param>
    /// <exception cref="IOException">The contents may not be durable, and a later call need not tell so.</exception>
    /// <exception cref="UnauthorizedAccessException">The operation is not permitted.</exception>
    /// <exception cref="NotSupportedException">The file is of a kind that cannot be made durable.</exception>
    public static void File(SafeFileHandle file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        while (CLibrary.fdatasync(file) != 0)
        {
            PosixError.ThrowUnlessInterrupted("fdatasync", path);
        }
    }

    /// <summary>Makes the names in a directory durable (fsync).</summary>
    /// <remarks>
    /// A file system that has no such call for directories is no error. It answers EINVAL, which for an open directory
    /// has no other meaning, and every file system that keeps names on a disk of its own has the call: those without
    /// can only be read, or are network shares and the like, which give names to the other side when they are made.
    /// Nothing could be asked of them that makes names more durable; refusing would only keep backups off such shares.
    /// </remarks>
    /// <param name="path">The directory.</param>
    /// <exception cref="IOException">The names may not be durable, or there is no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be opened.</exception>
    public static void Directory(string path)
    {
        using var directory = Open(path);
        while (CLibrary.fsync(directory) != 0)
        {
            if (Marshal.GetLastPInvokeError() == PosixError.Invalid)
            {
                return;
            }

            PosixError.ThrowUnlessInterrupted("fsync", path);
        }
    }

    private static SafeFileHandle Open(string path)
    {
        while (true)
        {
            var descriptor = CLibrary.open(path, OpenReadOnlyCloseOnExec);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            PosixError.ThrowUnlessInterrupted("open", path);
        }
    }
}
