using System.CommandLine;
using System.Text;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;
using Orleans.TableService.Cli.Transactions;

namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>table txn</summary>
internal sealed class TransactionCommand : CliCommand
{
    private readonly TableOptions _options;
    private readonly Option<string> _file = new("--file", "-f")
    {
        Description = "The file that the transaction is in; a hyphen is standard input.",
        HelpName = "file",
        DefaultValueFactory = _ => "-",
    };

    public TransactionCommand(CommandSetup setup, TableOptions options)
        : base(setup, "txn", "Carry out a transaction on one partition key, all or nothing.")
    {
        _options = options;
        options.AddTableTo(this);
        Options.Add(options.RequiredPKey);
        Options.Add(_file);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = new TableArguments(invocation, _options);
        var pKey = arguments.Parse(invocation.Need(_options.RequiredPKey));
        var text = await ReadAsync(invocation, cancellationToken).ConfigureAwait(false);
        var transaction = text.AsSpan().TrimStart().StartsWith('{')
            ? JsonTransaction.Parse(text, arguments.Format)
            : TextTransaction.Parse(text, arguments.Format);
        var table = await invocation.OpenTableAsync(arguments.Table, cancellationToken).ConfigureAwait(false);
        var result = await table
            .CommitAsync(transaction with { PKey = pKey }, cancellationToken)
            .ConfigureAwait(false);
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => ResultJson.Write(json, result, arguments.Format));
        }
        else
        {
            ResultText.Write(invocation.Output, result, arguments.Format);
        }

        return result.Succeeded ? ExitCodes.Done : ExitCodes.Refused;
    }

    private async Task<string> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var file = invocation.Get(_file)!;
        if (file == "-")
        {
            using var reader = new StreamReader(invocation.Context.Input, Encoding.UTF8, leaveOpen: true);
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file '{file}' cannot be read: {exception.Message}");
        }
    }
}
