using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Files that count what is written to them and time how long syncs take.</summary>
internal sealed class MeteredFiles(IFileLayer files, JournalMetrics metrics) : DelegatingFileLayer(files)
{
    public override IDurableFile Open(string path) => new MeteredFile(base.Open(path), metrics, FileKind.Of(path));

    public override IDurableFile Create(string path, long reservedSizeBytes) =>
        new MeteredFile(base.Create(path, reservedSizeBytes), metrics, FileKind.Of(path));
}
