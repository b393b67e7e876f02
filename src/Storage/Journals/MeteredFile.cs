using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Journals;

/// <summary>A file that counts what is written to it and times how long syncs take.</summary>
internal sealed class MeteredFile(IDurableFile file, JournalMetrics metrics, FileKind kind) : DelegatingFile(file)
{
    public override void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        base.Write(bytes, offset);
        metrics.Wrote(bytes.Length, kind);
    }

    public override void Flush()
    {
        var start = metrics.StartSync();
        base.Flush();
        metrics.Synced(start, kind);
    }
}
