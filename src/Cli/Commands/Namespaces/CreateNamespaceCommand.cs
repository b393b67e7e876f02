namespace Orleans.TableService.Cli.Commands.Namespaces;

/// <summary>namespace create</summary>
internal sealed class CreateNamespaceCommand(CommandSetup setup)
    : NamespaceCommand(setup, "create", "Create a namespace.")
{
    protected override async Task<int> RunAsync(Invocation invocation, string name, CancellationToken cancellationToken)
    {
        var info = await invocation.Admin.CreateNamespaceAsync(name, cancellationToken).ConfigureAwait(false);
        return Show(invocation, info, $"Successfully created namespace '{name}':");
    }
}
