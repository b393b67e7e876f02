using System.Diagnostics;
using System.Globalization;

namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>How fast the machine takes a new file, which bounds what copies.</summary>
/// <remarks>
/// The page cache first, then the disk. In a virtual machine whose host takes free memory back, a page that is used
/// anew costs more than the disk does.
/// </remarks>
internal static class NewFile
{
    private const int SizeMiB = 512;

    /// <summary>Writes 512 MiB.</summary>
    /// <param name="directory">Where; the file is removed.</param>
    /// <returns>The speed until all was in the page cache, and until all was on the disk.</returns>
    public static (string Cached, string Durable) Measure(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "new-file");
        var piece = new byte[1 << 20];
        var watch = Stopwatch.StartNew();
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        for (var i = 0; i < SizeMiB; i++)
        {
            file.Write(piece);
        }

        var cached = Speed(watch.Elapsed);
        file.Flush(flushToDisk: true);
        var durable = Speed(watch.Elapsed);
        File.Delete(path);
        return (cached, durable);
    }

    private static string Speed(TimeSpan elapsed) =>
        string.Create(CultureInfo.InvariantCulture, $"{SizeMiB / elapsed.TotalSeconds:N0} MiB/s");
}
