using System.CommandLine;
using System.Globalization;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>table incr</summary>
internal sealed class IncrementCommand : CliCommand
{
    private readonly TableOptions _options;
    private readonly Option<long?> _amount =
        NumberOption.Create("--amount", "What to add; may be negative.", long.MinValue, "-a");

    public IncrementCommand(CommandSetup setup, TableOptions options)
        : base(setup, "incr", "Add to the number that a key holds; an absent key counts as 0.")
    {
        _options = options;
        _amount.Required = true;
        options.AddTableTo(this);
        Options.Add(options.PKey);
        Options.Add(options.Key);
        Options.Add(_amount);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = new TableArguments(invocation, _options);
        var (key, amount) = (invocation.Need(_options.Key), invocation.Need(_amount) ?? 0);
        var (pKey, lKey) = arguments.KeyOf(key);
        var table = await invocation.OpenTableAsync(arguments.Table, cancellationToken).ConfigureAwait(false);
        var transaction = TableTransaction.Of(pKey, new IncrementOperation { LKey = lKey, Amount = amount });
        var result = await table.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        var increment = (IncrementResult)result.Results[0];
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json =>
            {
                json.WriteNumber("revision", result.Revision);
                json.WriteNumber("version", increment.Version);
                json.WriteNumber("total", increment.Total);
            });
        }
        else
        {
            var shown = amount.ToString(CultureInfo.InvariantCulture);
            invocation.Output.WriteLine($"Successfully increment kv: ('{key}', amount = '{shown}').");
        }

        return ExitCodes.Done;
    }
}
