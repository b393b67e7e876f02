using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Namespaces;

/// <summary>namespace delete</summary>
internal sealed class DeleteNamespaceCommand(CommandSetup setup)
    : NamespaceCommand(setup, "delete", "Delete a namespace that has no streams.")
{
    protected override async Task<int> RunAsync(Invocation invocation, string name, CancellationToken cancellationToken)
    {
        await invocation.Admin.DeleteNamespaceAsync(name, cancellationToken).ConfigureAwait(false);
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => json.WriteString("deleted", name));
        }
        else
        {
            invocation.Output.WriteLine($"Successfully deleted namespace '{name}'.");
        }

        return ExitCodes.Done;
    }
}
