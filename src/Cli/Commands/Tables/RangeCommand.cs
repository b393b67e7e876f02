using System.CommandLine;
using System.Globalization;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>table range</summary>
internal sealed class RangeCommand : CliCommand
{
    private readonly TableOptions _options;
    private readonly Option<int> _limit = NumberOption.Create(
        "--limit",
        "Most entries to print; 0 prints all of them.",
        least: 0,
        most: int.MaxValue,
        standard: 0);

    private readonly Option<bool> _reverse = new("--reverse") { Description = "From the greatest key down." };
    private readonly Option<bool> _keysOnly = new("--keys-only") { Description = "Print keys without values." };
    private readonly Option<bool> _countOnly = new("--count-only") { Description = "Print only how many there are." };

    public RangeCommand(CommandSetup setup, TableOptions options)
        : base(setup, "range", "Read the local keys of one partition key, in the order of their bytes.")
    {
        _options = options;
        options.AddTableTo(this);
        Options.Add(options.RequiredPKey);
        options.AddIntervalTo(this);
        Options.Add(_limit);
        Options.Add(_reverse);
        Options.Add(_keysOnly);
        Options.Add(_countOnly);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = new TableArguments(invocation, _options);
        var pKey = arguments.Parse(invocation.Need(_options.RequiredPKey));
        var range = new RangeOperation
        {
            LKeys = arguments.Interval(),
            Limit = invocation.Get(_limit),
            Descending = invocation.Get(_reverse),
            KeysOnly = invocation.Get(_keysOnly),
            CountOnly = invocation.Get(_countOnly),
        };
        var table = await invocation.OpenTableAsync(arguments.Table, cancellationToken).ConfigureAwait(false);
        if (range.CountOnly)
        {
            var page = await table.RangeAsync(pKey, range, cancellationToken).ConfigureAwait(false);
            ShowCount(invocation, page.Count);
            return ExitCodes.Done;
        }

        await foreach (var entry in RangePages.ReadAsync(table, pKey, range, cancellationToken).ConfigureAwait(false))
        {
            Show(invocation, entry, range.KeysOnly, arguments.Format);
        }

        return ExitCodes.Done;
    }

    private static void ShowCount(Invocation invocation, long count)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => json.WriteNumber("count", count));
        }
        else
        {
            invocation.Output.WriteLine(count.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Show(Invocation invocation, TableEntry entry, bool keysOnly, BytesFormat format)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => JsonLine.Entry(json, entry, format, withValue: !keysOnly));
        }
        else
        {
            invocation.Output.WriteLine(
                keysOnly ? BytesText.ShowInLine(entry.LKey.Span, format) : EntryText.Line(entry, format));
        }
    }
}
