using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.EndToEnd.Processes;
using Xunit.Abstractions;

namespace Orleans.TableService.EndToEnd.Soak;

/// <summary>
/// A line per interval of what a soak costs: to the test's output, and to the file that <c>SOAK_REPORT</c> names.
/// </summary>
internal sealed class SoakReport
{
    private const double Mebibyte = 1 << 20;

    private readonly ITestOutputHelper _output;
    private readonly string? _file = Environment.GetEnvironmentVariable("SOAK_REPORT");
    private readonly Stopwatch _watch = new();
    private readonly TimeSpan _interval;
    private TimeSpan _next;

    public SoakReport(ITestOutputHelper output, TimeSpan interval)
    {
        _output = output;
        _interval = interval;
        Print(
            $"{"seconds",8}{"kills",8}{"acknowledged",14}{"watched",10}{"RSS MiB",10}"
            + $"{"disk MiB",10}{"checkpoints MiB",17}{"starts ms",11}");
    }

    /// <summary>Begins to count the time: the server is up.</summary>
    public void Begin() => _watch.Start();

    /// <summary>Time since <see cref="Begin"/>.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Most memory of any server, just before its end.</summary>
    public long ResidentMaxBytes { get; private set; }

    /// <summary>Most disk space at any server's end.</summary>
    public long DiskMaxBytes { get; private set; }

    /// <summary>Takes note of a server that is about to be killed, and prints when it is time.</summary>
    public async Task LookAsync(SoakMoment moment, ServerProcess server, string data)
    {
        var resident = ProcessMemory.ResidentBytes(server.Id);
        var disk = await DiskUsage.OfAsync(data);
        ResidentMaxBytes = Math.Max(ResidentMaxBytes, resident);
        DiskMaxBytes = Math.Max(DiskMaxBytes, disk);
        if (_watch.Elapsed < _next && !moment.IsLast)
        {
            return;
        }

        _next = _watch.Elapsed + _interval;
        var checkpoints = await DiskUsage.OfAsync(Path.Combine(data, "checkpoints"));
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"{_watch.Elapsed.TotalSeconds,8:F0}{moment.Kills,8}{moment.Acknowledged,14:N0}{moment.Watched,10:N0}"
            + $"{resident / Mebibyte,10:F0}{disk / Mebibyte,10:F0}{checkpoints / Mebibyte,17:F0}"
            + $"{moment.StartTime.TotalMilliseconds,11:F0}"));
    }

    /// <summary>Prints a line.</summary>
    public void Print(string line)
    {
        _output.WriteLine(line);
        if (_file is not null)
        {
            File.AppendAllText(_file, line + Environment.NewLine);
        }
    }
}
