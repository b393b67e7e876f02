using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Streams;

/// <summary>stream delete</summary>
internal sealed class DeleteStreamCommand(CommandSetup setup)
    : StreamCommand(setup, "delete", "Delete a stream or table with all its data.")
{
    protected override async Task<int> RunAsync(
        Invocation invocation,
        string stream,
        CancellationToken cancellationToken)
    {
        await invocation.Admin
            .DeleteStreamAsync(invocation.Namespace, stream, cancellationToken)
            .ConfigureAwait(false);
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => json.WriteString("deleted", stream));
        }
        else
        {
            invocation.Output.WriteLine($"Successfully deleted stream '{stream}'.");
        }

        return ExitCodes.Done;
    }
}
