using System.Diagnostics;
using System.Reflection;

namespace Orleans.TableService.Compat.Grpc.Tests;

/// <summary>A server that a script runs.</summary>
public abstract class ScriptEnd(string program, string script) : IAsyncLifetime, IServerEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process _process = null!;

    public Uri Address { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _process = Start(program, script, "serve");
        var port = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public async Task DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
    }

    /// <summary>Runs a script's checks against a server.</summary>
    public static async Task CheckAsync(string program, string script, Uri address)
    {
        using var process = Start(program, script, "check", address.Authority);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal("ok", (await output).Trim());
    }

    private static Process Start(string program, string script, params string[] arguments)
    {
        var clients = typeof(ScriptEnd).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "Clients").Value!;
        var start = new ProcessStartInfo(program, [Path.Combine(clients, script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = arguments[0] == "check",
        };
        return Process.Start(start)!;
    }
}

public sealed class PythonEnd() : ScriptEnd(Program, Script)
{
    public const string Program = "/usr/bin/python3";
    public const string Script = "python/ends.py";
}

public sealed class NodeEnd() : ScriptEnd(Program, Script)
{
    public const string Program = "node";
    public const string Script = "node/ends.js";
}
