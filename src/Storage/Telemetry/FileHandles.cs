using System.Globalization;

namespace Orleans.TableService.Storage.Telemetry;

/// <summary>The file handles of this process, as the kernel counts them. Zero where it does not tell.</summary>
internal static class FileHandles
{
    private const string OpenDirectory = "/proc/self/fd";
    private const string LimitsFile = "/proc/self/limits";
    private const string LimitName = "Max open files";

    /// <summary>Handles that are open.</summary>
    public static long CountOpen() =>
        Directory.Exists(OpenDirectory) ? Directory.EnumerateFileSystemEntries(OpenDirectory).LongCount() : 0;

    /// <summary>Handles that may be open: the soft limit.</summary>
    public static long Limit()
    {
        if (!File.Exists(LimitsFile))
        {
            return 0;
        }

        var line = File.ReadLines(LimitsFile)
            .FirstOrDefault(line => line.StartsWith(LimitName, StringComparison.Ordinal));
        var soft = line?[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : long.MaxValue;
    }
}
