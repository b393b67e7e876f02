using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.EndToEnd.Processes;

/// <summary>A real server on a free port of the loopback, started by the script that users start it with.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log;

    private ServerProcess(Process process, ConcurrentQueue<string> log, Match ready)
    {
        _process = process;
        _log = log;
        Port = int.Parse(ready.Groups["port"].ValueSpan, CultureInfo.InvariantCulture);
        Metrics = ready.Groups["metrics"] is { Success: true } metrics ? new Uri($"http://{metrics.Value}") : null;
    }

    public int Port { get; }

    public int Id => _process.Id;

    public string Address => $"127.0.0.1:{Port}";

    public Uri Uri => new($"http://{Address}");

    /// <summary>Where Prometheus is served, if that was asked for.</summary>
    public Uri? Metrics { get; }

    /// <summary>What the server wrote to standard error so far.</summary>
    public string Log => string.Join('\n', _log);

    public static async Task<ServerProcess> StartAsync(
        string dataDirectory,
        int port = 0,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var server = Repository.Script("streamstorage");
        return await StartAsync(new ProcessStartInfo(server, Arguments(dataDirectory, port)), environment);
    }

    /// <summary>
    /// A server that serves metrics, and whose soft limit of file handles was lowered before it started.
    /// </summary>
    public static Task<ServerProcess> StartLimitedAsync(string dataDirectory, int softFileLimit)
    {
        string[] command = ["-c", "ulimit -Sn \"$1\" && shift && exec \"$@\"", "sh"];
        var limit = softFileLimit.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            .. command,
            limit,
            Repository.Script("streamstorage"),
            .. Arguments(dataDirectory, 0),
            "--metrics-port",
            "0",
        ];
        return StartAsync(new ProcessStartInfo("sh", arguments), environment: null);
    }

    private static string[] Arguments(string dataDirectory, int port) =>
        ["standalone", "--port", port.ToString(CultureInfo.InvariantCulture), "--data-dir", dataDirectory];

    private static async Task<ServerProcess> StartAsync(
        ProcessStartInfo start, IReadOnlyDictionary<string, string>? environment)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var log = new ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Limit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (ReadyLine().Match(line) is { Success: true } match)
            {
                return new ServerProcess(process, log, match);
            }
        }

        await process.WaitForExitAsync(limit.Token);
        throw new InvalidOperationException(
            $"The server ended with {process.ExitCode} before it was ready:\n{string.Join('\n', log)}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitAsync();
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public async Task<int> TerminateAsync()
    {
        using (Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await WaitAsync();
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task WaitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
    }

    [GeneratedRegex(@"ready on \S+:(?<port>\d+)(.*metrics on (http://)?(?<metrics>\S+))?")]
    private static partial Regex ReadyLine();
}
