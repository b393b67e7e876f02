using System.Globalization;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Streams;

/// <summary>stream list</summary>
internal sealed class ListStreamsCommand(CommandSetup setup)
    : CliCommand(setup, "list", "List the streams and tables of the namespace.")
{
    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var streams = await invocation.Admin
            .ListStreamsAsync(invocation.Namespace, cancellationToken)
            .ConfigureAwait(false);
        if (invocation.Json)
        {
            foreach (var info in streams)
            {
                JsonLine.Write(invocation.Output, json => Properties.Write(json, info));
            }
        }
        else
        {
            Columns.Write(
                invocation.Output,
                ["name", "storage type", "key type", "initial ranges", "id"],
                [.. streams.Select(Row)]);
        }

        return ExitCodes.Done;
    }

    private static string[] Row(StreamInfo info) =>
    [
        info.Name,
        Properties.Name(info.Configuration.StorageType),
        Properties.Name(info.Configuration.KeyType),
        info.Configuration.InitialRanges.ToString(CultureInfo.InvariantCulture),
        info.Id.ToString(),
    ];
}
