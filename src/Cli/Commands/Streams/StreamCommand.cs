using System.CommandLine;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Streams;

/// <summary>A command on one stream or table.</summary>
internal abstract class StreamCommand : CliCommand
{
    private readonly Option<string> _stream = new("--stream")
    {
        Description = "Name of the stream or table.",
        HelpName = "name",
        Required = true,
    };

    protected StreamCommand(CommandSetup setup, string name, string description)
        : base(setup, name, description) => Options.Add(_stream);

    protected override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        RunAsync(invocation, invocation.Need(_stream), cancellationToken);

    protected abstract Task<int> RunAsync(Invocation invocation, string stream, CancellationToken cancellationToken);

    protected static int Show(Invocation invocation, StreamInfo info, string sentence)
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
