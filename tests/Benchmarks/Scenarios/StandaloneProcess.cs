using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>The server as users start it, in a process of its own.</summary>
internal sealed class StandaloneProcess : IDisposable
{
    private readonly Process _process;

    private StandaloneProcess(Process process, Uri address, TimeSpan startTime)
    {
        _process = process;
        Address = address;
        StartTime = startTime;
    }

    public Uri Address { get; }

    /// <summary>From the start of the process to its line that it is ready.</summary>
    public TimeSpan StartTime { get; }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<StandaloneProcess> StartAsync(string directory)
    {
        var start = new ProcessStartInfo(
            Repository.Script("streamstorage"),
            ["standalone", "--port", "0", "--data-dir", directory])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["Logging__LogLevel__Orleans.TableService"] = "Warning";
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        var ready = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended.");
        var port = ready.Split("127.0.0.1:")[1].Split(',', ' ')[0];
        return new StandaloneProcess(
            process,
            new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")),
            watch.Elapsed);
    }

    public async Task StopAsync()
    {
        using (Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await _process.WaitForExitAsync();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
