using System.CommandLine;
using System.Globalization;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>table put</summary>
internal sealed class PutCommand : CliCommand
{
    private readonly TableOptions _options;
    private readonly Option<string> _value = new("--value", "-v")
    {
        Description = "The value; a hyphen reads it from standard input, byte by byte.",
        HelpName = "value",
        Required = true,
    };

    public PutCommand(CommandSetup setup, TableOptions options)
        : base(setup, "put", "Write a value to a key.")
    {
        _options = options;
        options.AddTableTo(this);
        Options.Add(options.PKey);
        Options.Add(options.Key);
        Options.Add(_value);
        Options.Add(options.Previous);
        Options.Add(options.ExpectedVersionOfPut);
        Options.Add(options.ExpectedRevisionOfPut);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = new TableArguments(invocation, _options);
        var (key, typed) = (invocation.Need(_options.Key), invocation.Need(_value));
        var (pKey, lKey) = arguments.KeyOf(key);
        var value = await arguments.ReadValueAsync(typed, cancellationToken).ConfigureAwait(false);
        var put = new PutOperation
        {
            LKey = lKey,
            Value = value,
            ExpectedVersion = invocation.Get(_options.ExpectedVersionOfPut),
            ExpectedRevision = invocation.Get(_options.ExpectedRevisionOfPut),
            ReturnPrevious = invocation.Get(_options.Previous),
        };

        var table = await invocation.OpenTableAsync(arguments.Table, cancellationToken).ConfigureAwait(false);
        var transaction = TableTransaction.Of(pKey, put);
        var result = await table.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        Show(invocation, (PutResult)result.Results[0], result.Revision, (key, typed, value.Length));
        return ExitCodes.Done;
    }

    private void Show(Invocation invocation, PutResult put, long revision, (string Key, string Value, int Size) typed)
    {
        var (withPrevious, format) =
            (invocation.Get(_options.Previous), new TableArguments(invocation, _options).Format);
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json =>
            {
                json.WriteNumber("revision", revision);
                json.WriteNumber("version", put.Version);
                if (withPrevious)
                {
                    JsonLine.Entry(json, "previous", put.Previous, format);
                }
            });
            return;
        }

        var shown = typed.Value == "-"
            ? string.Create(CultureInfo.InvariantCulture, $"{typed.Size} bytes of standard input")
            : $"'{typed.Value}'";
        invocation.Output.WriteLine($"Successfully update kv: ('{typed.Key}', {shown}).");
        if (withPrevious)
        {
            invocation.Output.WriteLine(EntryText.Previous(put.Previous, format));
        }
    }
}
