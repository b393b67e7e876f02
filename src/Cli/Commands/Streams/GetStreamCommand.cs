namespace Orleans.TableService.Cli.Commands.Streams;

/// <summary>stream get</summary>
internal sealed class GetStreamCommand(CommandSetup setup) : StreamCommand(setup, "get", "Show a stream or table.")
{
    protected override async Task<int> RunAsync(
        Invocation invocation,
        string stream,
        CancellationToken cancellationToken)
    {
        var info = await invocation.Admin
            .GetStreamAsync(invocation.Namespace, stream, cancellationToken)
            .ConfigureAwait(false);
        return Show(invocation, info, $"Stream '{stream}':");
    }
}
