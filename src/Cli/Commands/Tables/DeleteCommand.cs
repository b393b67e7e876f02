using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>table delete</summary>
internal sealed class DeleteCommand : CliCommand
{
    private readonly TableOptions _options;

    public DeleteCommand(CommandSetup setup, TableOptions options)
        : base(setup, "delete", "Delete a key.")
    {
        _options = options;
        options.AddTableTo(this);
        Options.Add(options.PKey);
        Options.Add(options.Key);
        Options.Add(options.Previous);
        Options.Add(options.ExpectedVersionOfDelete);
        Options.Add(options.ExpectedRevisionOfDelete);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = new TableArguments(invocation, _options);
        var (pKey, lKey) = arguments.KeyOf(invocation.Need(_options.Key));
        var delete = new DeleteOperation
        {
            LKey = lKey,
            ExpectedVersion = invocation.Get(_options.ExpectedVersionOfDelete),
            ExpectedRevision = invocation.Get(_options.ExpectedRevisionOfDelete),
            ReturnPrevious = invocation.Get(_options.Previous),
        };
        var table = await invocation.OpenTableAsync(arguments.Table, cancellationToken).ConfigureAwait(false);
        var transaction = TableTransaction.Of(pKey, delete);
        var result = await table.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        var deleted = (DeleteResult)result.Results[0];
        Show(invocation, deleted, result.Revision, arguments.Format);
        return deleted.Deleted ? ExitCodes.Done : ExitCodes.Refused;
    }

    private void Show(Invocation invocation, DeleteResult deleted, long revision, BytesFormat format)
    {
        var (withPrevious, key) = (invocation.Get(_options.Previous), invocation.Need(_options.Key));
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json =>
            {
                json.WriteNumber("revision", revision);
                json.WriteBoolean("deleted", deleted.Deleted);
                if (withPrevious)
                {
                    JsonLine.Entry(json, "previous", deleted.Previous, format);
                }
            });
            return;
        }

        invocation.Output.WriteLine(
            deleted.Deleted ? $"Successfully deleted key: ('{key}')." : $"key '{key}' doesn't exist.");
        if (withPrevious && deleted.Deleted)
        {
            invocation.Output.WriteLine(EntryText.Previous(deleted.Previous, format));
        }
    }
}
