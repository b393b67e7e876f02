using System.CommandLine;
using System.Globalization;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>table delete-range</summary>
internal sealed class DeleteRangeCommand : CliCommand
{
    private readonly TableOptions _options;
    private readonly Option<int> _limit = NumberOption.Create(
        "--limit",
        "Most keys to delete, the least first; 0 deletes all of them.",
        least: 0,
        most: int.MaxValue,
        standard: 0);

    public DeleteRangeCommand(CommandSetup setup, TableOptions options)
        : base(setup, "delete-range", "Delete the local keys of an interval of one partition key.")
    {
        _options = options;
        options.AddTableTo(this);
        Options.Add(options.RequiredPKey);
        options.AddIntervalTo(this);
        Options.Add(_limit);
        Options.Add(options.Previous);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = new TableArguments(invocation, _options);
        var pKey = arguments.Parse(invocation.Need(_options.RequiredPKey));
        var left = invocation.Get(_limit) is > 0 and var limit ? limit : long.MaxValue;
        var table = await invocation.OpenTableAsync(arguments.Table, cancellationToken).ConfigureAwait(false);
        var operation = new DeleteRangeOperation
        {
            LKeys = arguments.Interval(),
            ReturnPrevious = invocation.Get(_options.Previous),
        };
        long deleted = 0;
        bool more;
        do
        {
            var page = operation with { Limit = (int)Math.Min(left - deleted, TableLimits.DeleteRangeKeysMax) };
            var result = await table.DeleteRangeAsync(pKey, page, cancellationToken).ConfigureAwait(false);
            ShowPrevious(invocation, result.Previous, arguments.Format);
            deleted += result.Deleted;
            more = result.More;
        }
        while (more && deleted < left);

        Show(invocation, deleted, more);
        return ExitCodes.Done;
    }

    private static void ShowPrevious(Invocation invocation, IReadOnlyList<TableEntry> entries, BytesFormat format)
    {
        foreach (var entry in entries)
        {
            if (invocation.Json)
            {
                JsonLine.Write(invocation.Output, json => JsonLine.Entry(json, entry, format));
            }
            else
            {
                invocation.Output.WriteLine(EntryText.Line(entry, format));
            }
        }
    }

    private static void Show(Invocation invocation, long deleted, bool more)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json =>
            {
                json.WriteNumber("deleted", deleted);
                json.WriteBoolean("more", more);
            });
        }
        else
        {
            var count = deleted.ToString(CultureInfo.InvariantCulture);
            invocation.Output.WriteLine(
                $"Successfully deleted {count} keys{(more ? "; more are left" : "")}.");
        }
    }
}
