using System.Text;
using Orleans.TableService.Posix;

namespace Orleans.TableService.Cli.Tests;

/// <summary>What a command line did.</summary>
internal sealed record CliRun(int Code, string Output, string Error, byte[] Bytes);

/// <summary>Command lines against one service, in process.</summary>
internal sealed class CliHost(ITableService service)
{
    public List<string> Servers { get; } = [];

    /// <summary>Is told which directory is synced, with what was printed before; then the directory is.</summary>
    public Action<string, string> Syncs { get; set; } = static (_, _) => { };

    public Task<CliRun> RunAsync(params string[] arguments) => RunAsync([], arguments);

    public async Task<CliRun> RunAsync(byte[] input, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync(arguments, Context(new MemoryStream(input), output, error), default);
        return new CliRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString(), output.ToArray());
    }

    /// <summary>Runs a command line that is to succeed.</summary>
    public async Task<string> PassAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.Code);
        return run.Output;
    }

    public CliContext Context(Stream input, Stream output, TextWriter error) => new()
    {
        Input = input,
        Output = new StreamWriter(output, new UTF8Encoding(false)) { NewLine = "\n" },
        Error = error,
        Connect = server =>
        {
            Servers.Add(server);
            return service;
        },
        SyncDirectory = directory =>
        {
            Syncs(directory, output is MemoryStream printed ? Encoding.UTF8.GetString(printed.ToArray()) : "");
            PosixSync.Directory(directory);
        },
    };
}
