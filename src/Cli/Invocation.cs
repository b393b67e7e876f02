using System.CommandLine;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli;

/// <summary>One run of a command: what was typed, and the world to do it in.</summary>
internal sealed class Invocation(ParseResult parsed, CliContext context, GlobalOptions globals)
{
    private ITableService? _service;

    public CliContext Context => context;

    public StreamWriter Output => context.Output;

    public bool Json => parsed.GetValue(globals.Json);

    public string Namespace => parsed.GetValue(globals.Namespace)!;

    /// <summary>Whether the namespace was typed, not only left at its default.</summary>
    public bool HasNamespace => parsed.GetResult(globals.Namespace) is { Implicit: false };

    public ITableService Service => _service ??= context.Connect(parsed.GetValue(globals.Server)!);

    public ITableAdmin Admin => Service.Admin;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>An option without which the command line is not accepted.</summary>
    public T Need<T>(Option<T> option) => parsed.GetRequiredValue(option);

    public ValueTask<ITable> OpenTableAsync(string table, CancellationToken cancellationToken) =>
        Service.OpenTableAsync(Namespace, table, cancellationToken);
}
