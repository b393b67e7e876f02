using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>
/// A commit log as if nothing had ever been written behind a point: the recovery's own rules do the rest.
/// </summary>
/// <remarks>To be put over files that are only read: they refuse what changes them.</remarks>
internal sealed class CutFileLayer(ReadOnlyFileLayer files, LogPosition cut) : DelegatingFileLayer(files)
{
    public override IDurableFile Open(string path) => OpenRead(path);

    public override IDurableFile OpenRead(string path)
    {
        var file = base.OpenRead(path);
        return LogFile.TryParseName(Path.GetFileName(path), out var sequence) && sequence == cut.Sequence
            ? new CutFile(file, cut.Offset)
            : file;
    }

    public override IReadOnlyList<string> ListFiles(string directory) =>
    [
        .. base.ListFiles(directory)
            .Where(name => !LogFile.TryParseName(name, out var sequence) || sequence <= cut.Sequence),
    ];

    private sealed class CutFile(IDurableFile file, long end) : DelegatingFile(file)
    {
        public override int Read(Span<byte> buffer, long offset)
        {
            var read = base.Read(buffer, offset);
            var kept = (int)Math.Clamp(end - offset, 0, read);
            buffer[kept..read].Clear();
            return read;
        }
    }
}
