using System.CommandLine;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>table get</summary>
internal sealed class GetCommand : CliCommand
{
    private readonly TableOptions _options;
    private readonly Option<bool> _watch = new("--watch", "-w")
    {
        Description = "Go on: print every change as it commits, until interrupted.",
    };

    private readonly Option<bool> _raw = new("--raw")
    {
        Description = "Print the bytes of the value and nothing else.",
    };

    public GetCommand(CommandSetup setup, TableOptions options)
        : base(setup, "get", "Read a key, and follow it with --watch.")
    {
        _options = options;
        options.AddTableTo(this);
        Options.Add(options.PKey);
        Options.Add(options.Key);
        Options.Add(_watch);
        Options.Add(_raw);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = new TableArguments(invocation, _options);
        var (pKey, lKey) = arguments.KeyOf(invocation.Need(_options.Key));
        var table = await invocation.OpenTableAsync(arguments.Table, cancellationToken).ConfigureAwait(false);
        var transaction = TableTransaction.Of(pKey, new GetOperation { LKey = lKey });
        var result = await table.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        var entry = ((GetResult)result.Results[0]).Entry;
        Show(invocation, entry, result.Revision, arguments.Format);
        if (!invocation.Get(_watch))
        {
            return entry is null ? ExitCodes.Refused : ExitCodes.Done;
        }

        var request = new WatchRequest
        {
            PKey = pKey,
            LKeys = KeyInterval.Single(lKey),
            FromRevision = result.Revision + 1,
        };
        await invocation.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return await new ChangeFollower(table, invocation.Context)
            .FollowAsync(request, ShowChange, cancellationToken)
            .ConfigureAwait(false);

        void ShowChange(TableChange change) => Show(invocation, change.Entry, change.Revision, arguments.Format);
    }

    private void Show(Invocation invocation, TableEntry? entry, long revision, BytesFormat format)
    {
        if (invocation.Get(_raw))
        {
            ShowRaw(invocation, entry);
        }
        else if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json =>
            {
                json.WriteNumber("revision", revision);
                json.WriteBoolean("exists", entry is not null);
                if (entry is not null)
                {
                    JsonLine.Entry(json, entry, format);
                }
            });
        }
        else
        {
            invocation.Output.WriteLine(EntryText.State(invocation.Need(_options.Key), entry, format));
        }
    }

    private void ShowRaw(Invocation invocation, TableEntry? entry)
    {
        if (entry is null)
        {
            invocation.Context.Error.WriteLine($"key '{invocation.Need(_options.Key)}' doesn't exist.");
        }
        else if (entry.Value.IsNumber)
        {
            invocation.Output.Write(EntryText.Value(entry.Value, BytesFormat.Text));
        }
        else
        {
            invocation.Output.Flush();
            invocation.Output.BaseStream.Write(entry.Value.Bytes.Span);
        }
    }
}
