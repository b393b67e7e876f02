using System.Globalization;
using Orleans.TableService.EndToEnd.Processes;

namespace Orleans.TableService.EndToEnd.Soak;

/// <summary>What a directory takes on disk.</summary>
internal static class DiskUsage
{
    /// <summary>
    /// Bytes, those of linked files once; 0 if there is no such directory. Files may come and go meanwhile.
    /// </summary>
    public static async Task<long> OfAsync(string directory)
    {
        var result = await CommandLine.RunAsync("du", ["-s", "-B1", directory]);
        var number = result.Output.Split('\t')[0];
        return number.Length == 0 ? 0 : long.Parse(number, CultureInfo.InvariantCulture);
    }
}
