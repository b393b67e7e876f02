using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Orleans.TableService.Posix;

namespace Orleans.TableService.Storage.Files;

/// <summary>Calls that the base library lacks. Those that make files durable are in <see cref="PosixSync"/>.</summary>
internal static class LibC
{
    private const string Library = "libc";
    private const int ErrorTimedOut = 110;
    private const int ErrorOtherDevice = 18;
    private const int ErrorTooManyLinks = 31;
    private const int ErrorNotSupported = 95;
    private const uint WriteBackWithoutWaiting = 2; // SYNC_FILE_RANGE_WRITE
    private const int FutexWait = 128; // FUTEX_WAIT | FUTEX_PRIVATE_FLAG
    private const int FutexWake = 129; // FUTEX_WAKE | FUTEX_PRIVATE_FLAG

    private static readonly IntPtr FutexCall = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    static LibC() => NativeLibrary.SetDllImportResolver(typeof(LibC).Assembly, Resolve);

    /// <summary>
    /// Begins to write a part of a file back. A file system that cannot is no error, and one that fails keeps that for
    /// the next <see cref="PosixSync.File"/>.
    /// </summary>
    public static void BeginWriteBack(SafeFileHandle file, long offset, long length) =>
        _ = sync_file_range(file, offset, length, WriteBackWithoutWaiting);

    /// <summary>
    /// Gives memory that was freed back to the system. Where the C library has no such call nothing happens.
    /// </summary>
    public static void TrimHeap()
    {
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc: its allocator has ways of its own.
        }
    }

    /// <summary>
    /// Lets threads of normal priority go before the calling thread: beside one that could use a processor wholly, nice
    /// 5 leaves a quarter of it, 10 a tenth. <see cref="Thread.Priority"/> does nothing on Linux.
    /// </summary>
    public static void LowerThreadPriority(int more) => _ = nice(more);

    /// <summary>Lets the calling thread sleep while the number at an address has a value.</summary>
    /// <returns><see langword="false"/> when the time is over; the number may have changed in either case.</returns>
    public static bool TryWait(IntPtr address, int value, TimeSpan timeout)
    {
        long[]? time = timeout < TimeSpan.Zero
            ? null
            :
            [
                timeout.Ticks / TimeSpan.TicksPerSecond,
                timeout.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
            ];
        return syscall(FutexCall, address, FutexWait, value, time) == 0
            || Marshal.GetLastPInvokeError() != ErrorTimedOut;
    }

    /// <summary>Wakes a thread that sleeps in <see cref="TryWait"/>.</summary>
    public static void WakeOne(IntPtr address) => _ = syscall(FutexCall, address, FutexWake, 1, null);

    /// <summary>Gives a file a second name.</summary>
    /// <returns><see langword="false"/> if the file system does not do that here.</returns>
    public static bool TryLink(string from, string to)
    {
        while (link(from, to) != 0)
        {
            if (Marshal.GetLastPInvokeError()
                is PosixError.NotPermitted or ErrorOtherDevice or ErrorTooManyLinks or ErrorNotSupported)
            {
                return false;
            }

            PosixError.ThrowUnlessInterrupted("link", to);
        }

        return true;
    }

    // The C library is already in the process; its file name differs between systems.
    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? NativeLibrary.GetMainProgramHandle() : IntPtr.Zero;

#pragma warning disable SYSLIB1054, CA5392 // Generated marshalling needs `unsafe`, which only src/RocksDb may use.
    [DllImport(Library)]
    private static extern int sync_file_range(SafeFileHandle file, long offset, long length, uint flags);

    [DllImport(Library)]
    private static extern int nice(int more); // Of the calling thread alone, on Linux.

    [DllImport(Library, SetLastError = true)]
    private static extern nint syscall(IntPtr number, IntPtr address, nint operation, nint value, long[]? time);

    [DllImport(Library)]
    private static extern int malloc_trim(nuint pad);

    [DllImport(
        Library, SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string from,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
#pragma warning restore SYSLIB1054, CA5392
}
