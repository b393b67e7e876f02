using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Orleans.TableService.Silo;

/// <summary>
/// The server from its arguments to its exit code: 0 when it was told to stop, 1 when it could not run.
/// </summary>
public static class ServerProgram
{
    /// <summary>Runs until a signal ends it.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="output">Takes the one line that says that the server is ready, or the help.</param>
    /// <param name="error">Takes the sentence that says why the server cannot run.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            var arguments = ServerArguments.Parse(args);
            if (arguments.IsHelp)
            {
                await output.WriteAsync(ServerArguments.Help);
                return 0;
            }

            await ServeAsync(arguments, output);
            return 0;
        }
        catch (Exception e)
        {
            await error.WriteLineAsync(StartFailure.Explain(e) ?? $"A defect kept the server from running: {e}");
            return 1;
        }
    }

    private static async Task ServeAsync(ServerArguments arguments, TextWriter output)
    {
        await using var app = ServerHost.Build(arguments);
        await app.StartAsync();
        await output.WriteLineAsync(ServerHost.ReadyLine(app));
        await output.FlushAsync();
        await app.WaitForShutdownAsync();
    }
}
