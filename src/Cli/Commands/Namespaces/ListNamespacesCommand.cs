using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Namespaces;

/// <summary>namespace list</summary>
internal sealed class ListNamespacesCommand(CommandSetup setup)
    : CliCommand(setup, "list", "List all namespaces, one name per line.")
{
    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        foreach (var info in await invocation.Admin.ListNamespacesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (invocation.Json)
            {
                JsonLine.Write(invocation.Output, json => Properties.Write(json, info));
            }
            else
            {
                invocation.Output.WriteLine(info.Name);
            }
        }

        return ExitCodes.Done;
    }
}
