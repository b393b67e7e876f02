using System.CommandLine;
using System.Text.Json;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>table watch</summary>
internal sealed class WatchCommand : CliCommand
{
    private readonly TableOptions _options;
    private readonly Option<long?> _fromRevision = NumberOption.Create(
        "--from-revision",
        "First revision of interest; 1 replays the whole history. Without it, changes from now on.",
        least: 1);

    public WatchCommand(CommandSetup setup, TableOptions options)
        : base(setup, "watch", "Print changes of a key, or of the local keys of an interval, as they commit.")
    {
        _options = options;
        options.AddTableTo(this);
        Options.Add(options.PKey);
        Options.Add(options.OptionalKey);
        options.AddIntervalTo(this);
        Options.Add(_fromRevision);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = new TableArguments(invocation, _options);
        var request = Request(invocation, arguments);
        var table = await invocation.OpenTableAsync(arguments.Table, cancellationToken).ConfigureAwait(false);
        return await new ChangeFollower(table, invocation.Context)
            .FollowAsync(request, change => Show(invocation, change, arguments.Format), cancellationToken)
            .ConfigureAwait(false);
    }

    private WatchRequest Request(Invocation invocation, TableArguments arguments)
    {
        var interval = arguments.Interval();
        var from = invocation.Get(_fromRevision);
        if (invocation.Get(_options.OptionalKey) is { } key)
        {
            if (interval != KeyInterval.All)
            {
                throw new UsageException("Give --key, or an interval of local keys, not both.");
            }

            var (pKey, lKey) = arguments.KeyOf(key);
            return new WatchRequest { PKey = pKey, LKeys = KeyInterval.Single(lKey), FromRevision = from };
        }

        var text = invocation.Get(_options.PKey) ?? throw new UsageException("Say what to watch: --key or --pkey.");
        return new WatchRequest { PKey = arguments.Parse(text), LKeys = interval, FromRevision = from };
    }

    private static void Show(Invocation invocation, TableChange change, BytesFormat format)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => Write(json, change, format));
        }
        else
        {
            invocation.Output.WriteLine(EntryText.Change(change, format));
        }
    }

    private static void Write(Utf8JsonWriter json, TableChange change, BytesFormat format)
    {
        json.WriteNumber("revision", change.Revision);
        json.WriteString("change", change.Kind == ChangeKind.Put ? "put" : "delete");
        json.WriteString("cause", change.Cause switch
        {
            ChangeCause.Expired => "expired",
            ChangeCause.Lease => "lease",
            _ => "client",
        });
        JsonLine.Time(json, "committedAt", change.CommittedAt);
        if (change.Entry is { } entry)
        {
            JsonLine.Entry(json, entry, format);
        }
        else
        {
            JsonLine.Bytes(json, "key", change.LKey.Span, format);
        }

        if (change.Previous is { } previous)
        {
            JsonLine.Value(json, "previousValue", previous, format);
        }
    }
}
