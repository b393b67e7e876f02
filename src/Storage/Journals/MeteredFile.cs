using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Journals;

/// <summary>A file that counts what is written to it and times how long syncs take.</summary>
internal sealed class MeteredFile(IDurableFile file, JournalMetrics metrics, FileKind kind) : IDurableFile
{
    public long Length => file.Length;

    public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        file.Write(bytes, offset);
        metrics.Wrote(bytes.Length, kind);
    }

    public void BeginWriteBack(long offset, long length) => file.BeginWriteBack(offset, length);

    public void SetLength(long length) => file.SetLength(length);

    public void Flush()
    {
        var start = metrics.StartSync();
        file.Flush();
        metrics.Synced(start, kind);
    }

    public void Dispose() => file.Dispose();
}
