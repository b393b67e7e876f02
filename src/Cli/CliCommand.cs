using System.CommandLine;

namespace Orleans.TableService.Cli;

/// <summary>A command that does something, with the examples that its help ends with.</summary>
internal abstract class CliCommand : Command
{
    protected CliCommand(CommandSetup setup, string name, string description)
        : base(name, description)
    {
        SetAction((parsed, cancellationToken) =>
            RunAsync(new Invocation(parsed, setup.Context, setup.Globals), cancellationToken));
    }

    /// <summary>Command lines to copy, one per line.</summary>
    public required string Examples { get; init; }

    /// <summary>More that the help says before the examples.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Carries the command out.</summary>
    /// <returns>An exit code.</returns>
    protected abstract Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken);
}
