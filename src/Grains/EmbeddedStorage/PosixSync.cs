using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orleans.TableService.Grains.EmbeddedStorage;

/// <summary>Syncs files and directories with the errors that the base library hides.</summary>
internal static class PosixSync
{
    private const int Interrupted = 4;
    private const int ReadOnlyCloseOnExec = 0x80000;

    private static readonly SyncCall Sync = Bind<SyncCall>("fsync");
    private static readonly OpenCall OpenPath = Bind<OpenCall>("open");

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int SyncCall(int descriptor);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int OpenCall([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    /// <summary>Makes a file's contents durable.</summary>
    /// <exception cref="IOException">They are not.</exception>
    public static void File(SafeFileHandle file, string path)
    {
        while (Sync((int)file.DangerousGetHandle()) != 0)
        {
            ThrowUnlessInterrupted("fsync", path);
        }
    }

    /// <summary>Makes the names in a directory durable.</summary>
    /// <exception cref="IOException">They are not.</exception>
    public static void Directory(string path)
    {
        int descriptor;
        while ((descriptor = OpenPath(path, ReadOnlyCloseOnExec)) < 0)
        {
            ThrowUnlessInterrupted("open", path);
        }

        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        File(directory, path);
    }

    private static void ThrowUnlessInterrupted(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Interrupted)
        {
            throw new IOException($"{call} of '{path}' failed: {new Win32Exception(error).Message} (errno {error}).");
        }
    }

    private static T Bind<T>(string name)
        => Marshal.GetDelegateForFunctionPointer<T>(
            NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), name));
}
