using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Tests.Support.Disks;

/// <summary>An open file of a <see cref="SimulatedDisk"/>; it stays usable when its name is gone.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, string path, DiskFile file) : IDurableFile
{
    public long Length => disk.Look(() => file.Length);

    public int Read(Span<byte> buffer, long offset) => disk.Read(file, path, buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var written = bytes.ToArray();
        var half = written.Length / DiskFile.SectorSizeBytes / 2 * DiskFile.SectorSizeBytes;
        disk.Do(
            DiskOperation.Write,
            path,
            () => file.Write(written, offset),
            () => file.Write(written.AsSpan(0, half), offset));
    }

    public void SetLength(long length) =>
        disk.Do(DiskOperation.SetLength, path, () => file.SetLength(length));

    public void Flush()
    {
        var isFlushed = false;
        try
        {
            disk.Do(
                DiskOperation.Flush,
                path,
                () =>
                {
                    file.Flush();
                    isFlushed = true;
                });
        }
        catch (Exception e) when (e is not PowerOffException && !isFlushed)
        {
            disk.Look(() =>
            {
                file.FailFlush();
                return true;
            });
            throw;
        }
    }

    public void Dispose()
    {
    }
}
