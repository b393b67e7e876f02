using Microsoft.Win32.SafeHandles;
using Orleans.TableService.Posix;

namespace Orleans.TableService.Storage.Files;

/// <summary>A file of the operating system.</summary>
internal sealed class PosixFile(SafeFileHandle handle, string path) : IDurableFile
{
    public long Length => RandomAccess.GetLength(handle);

    public FileStamp? ReadStamp() => FileStatus.TryRead(handle);

    public int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public void BeginWriteBack(long offset, long length) => LibC.BeginWriteBack(handle, offset, length);

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Flush() => PosixSync.File(handle, path);

    public void Dispose() => handle.Dispose();
}
