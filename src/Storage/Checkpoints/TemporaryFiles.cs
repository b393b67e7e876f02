using System.Globalization;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Files that are being written, which get their names when their bytes are durable.</summary>
/// <remarks>
/// Safe for use by many threads. What was left in the directory before is removed when the first is written.
/// </remarks>
/// <param name="files">The disk.</param>
/// <param name="directory">Where they are until then; nothing else is.</param>
internal sealed class TemporaryFiles(IFileLayer files, string directory)
{
    private readonly Lock _lock = new();
    private bool _isCleaned;
    private long _count;

    /// <summary>Writes a file and gives it its name; when either fails, the file is removed.</summary>
    /// <param name="write">Writes the bytes.</param>
    /// <param name="name">Renames the durable file, whose path it is told.</param>
    public void Write(Action<IDurableFile> write, Action<string> name)
    {
        var path = NewPath();
        try
        {
            using (var file = files.Create(path, 0))
            {
                write(file);
                file.Flush();
            }

            name(path);
        }
        catch
        {
            _ = TryDelete(path);
            throw;
        }
    }

    // What stays is removed when the store is next opened.
    private bool TryDelete(string path)
    {
        try
        {
            files.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string NewPath()
    {
        lock (_lock)
        {
            if (!_isCleaned)
            {
                files.DeleteDirectory(directory);
                files.CreateDirectory(directory);
                _isCleaned = true;
            }

            return Path.Combine(directory, (++_count).ToString(CultureInfo.InvariantCulture));
        }
    }
}
