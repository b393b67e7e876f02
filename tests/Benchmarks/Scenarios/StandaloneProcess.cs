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

    /// <summary>Open file handles, as the kernel counts them.</summary>
    public int HandleCount => Directory.GetFileSystemEntries(InProc("fd")).Length;

    /// <summary>Threads, as the kernel counts them.</summary>
    public int ThreadCount => Directory.GetFileSystemEntries(InProc("task")).Length;

    public static async Task<StandaloneProcess> StartAsync(
        string directory,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(
            Repository.Script("streamstorage"),
            ["standalone", "--port", "0", "--data-dir", directory])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["Logging__LogLevel__Orleans.TableService"] = "Warning";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        var ready = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The server ended.");
        var port = ready.Split("127.0.0.1:")[1].Split(',', ' ')[0];
        return new StandaloneProcess(
            process,
            new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")),
            watch.Elapsed);
    }

    private string InProc(string name) =>
        Path.Combine("/proc", _process.Id.ToString(CultureInfo.InvariantCulture), name);

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
