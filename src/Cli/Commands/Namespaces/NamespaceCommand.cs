using System.CommandLine;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Namespaces;

/// <summary>A command on one namespace: its name is the argument, or that of --namespace.</summary>
internal abstract class NamespaceCommand : CliCommand
{
    private readonly Argument<string?> _name = new("name")
    {
        Description = "Name of the namespace; --namespace serves as well.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    protected NamespaceCommand(CommandSetup setup, string name, string description)
        : base(setup, name, description) => Arguments.Add(_name);

    protected override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Get(_name) ?? (invocation.HasNamespace ? invocation.Namespace : null);
        return name is null
            ? throw new UsageException("Say which namespace.")
            : RunAsync(invocation, name, cancellationToken);
    }

    protected abstract Task<int> RunAsync(Invocation invocation, string name, CancellationToken cancellationToken);

    protected static int Show(Invocation invocation, NamespaceInfo info, string sentence)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => Properties.Write(json, info));
        }
        else
        {
            invocation.Output.WriteLine(sentence);
            Properties.Write(invocation.Output, info);
        }

        return ExitCodes.Done;
    }
}
