using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orleans.TableService.Storage.Files;

/// <summary>Asks the system which file a handle is of; the base library does not tell.</summary>
internal static class FileStatus
{
    // Of linux/stat.h, the same on every processor.
    private const int EmptyPath = 0x1000;
    private const uint ModifiedInodeAndSize = 0x340;
    private const int StatusSizeBytes = 256;
    private const int InodeOffset = 32;
    private const int SizeOffset = 40;
    private const int ModifiedOffset = 112;
    private const int DeviceOffset = 136;

    /// <summary>The file's stamp; <see langword="null"/> where the system does not say.</summary>
    public static FileStamp? TryRead(SafeFileHandle file)
    {
        var status = new byte[StatusSizeBytes];
        try
        {
            if (statx(file, "", EmptyPath, ModifiedInodeAndSize, status) != 0
                || (Read32(status, 0) & ModifiedInodeAndSize) != ModifiedInodeAndSize)
            {
                return null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        return new FileStamp(
            Read64(status, DeviceOffset),
            Read64(status, InodeOffset),
            (long)Read64(status, SizeOffset),
            (long)Read64(status, ModifiedOffset),
            Read32(status, ModifiedOffset + sizeof(long)));
    }

    // The kernel writes in the order of the processor, which is little-endian wherever .NET runs on Linux but s390x.
    private static ulong Read64(byte[] status, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(offset));

    private static uint Read32(byte[] status, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(offset));

#pragma warning disable SYSLIB1054, CA5392 // Generated marshalling needs `unsafe`, which only src/RocksDb may use.
    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int statx(
        SafeFileHandle directory,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        [Out] byte[] status);
#pragma warning restore SYSLIB1054, CA5392
}
