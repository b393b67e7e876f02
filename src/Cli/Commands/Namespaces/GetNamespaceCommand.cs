namespace Orleans.TableService.Cli.Commands.Namespaces;

/// <summary>namespace get</summary>
internal sealed class GetNamespaceCommand(CommandSetup setup)
    : NamespaceCommand(setup, "get", "Show a namespace.")
{
    protected override async Task<int> RunAsync(Invocation invocation, string name, CancellationToken cancellationToken)
    {
        var info = await invocation.Admin.GetNamespaceAsync(name, cancellationToken).ConfigureAwait(false);
        return Show(invocation, info, $"Namespace '{name}':");
    }
}
