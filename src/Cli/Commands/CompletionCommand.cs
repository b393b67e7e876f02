using System.CommandLine;

namespace Orleans.TableService.Cli.Commands;

/// <summary>completion</summary>
internal sealed class CompletionCommand : CliCommand
{
    private readonly Argument<string> _shell = new("shell") { Description = "bash or zsh." };

    public CompletionCommand(CommandSetup setup)
        : base(setup, "completion", "Print the script that lets a shell complete this tool's command lines.")
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh");
        Arguments.Add(_shell);
    }

    protected override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        invocation.Output.WriteLine(invocation.Get(_shell) == "zsh" ? Completion.Zsh : Completion.Bash);
        return Task.FromResult(ExitCodes.Done);
    }
}
