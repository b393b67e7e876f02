using System.CommandLine;
using Orleans.TableService.Cli.Commands.Offline;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Journals;

/// <summary>journal dump</summary>
internal sealed class DumpJournalCommand : OfflineCommand
{
    private readonly Option<long?> _from = NumberOption.Create("--from", "The first Lsn to print.", least: 1);
    private readonly Option<long?> _to = NumberOption.Create("--to", "The last Lsn to print.", least: 1);
    private readonly Option<long?> _limit = NumberOption.Create("--limit", "Most records to print.", least: 1);
    private readonly Option<bool> _values = new("--values") { Description = "Print values too." };

    public DumpJournalCommand(CommandSetup setup, OfflineOptions options)
        : base(setup, options, "dump", "Print the records of journals, in order within each range.")
    {
        Options.Add(options.Ranges);
        Options.Add(_from);
        Options.Add(_to);
        Options.Add(_limit);
        Options.Add(options.Hex);
        Options.Add(_values);
    }

    protected override int Run(
        Invocation invocation,
        StoppedDirectory directory,
        CancellationToken cancellationToken)
    {
        using var journal = new JournalInspector(directory);
        var format = invocation.Get(Offline.Hex) ? BytesFormat.Hex : BytesFormat.Text;
        var writer = new RecordWriter(invocation, format, invocation.Get(_values));
        foreach (var record in Select(invocation, journal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Write(record);
        }

        return ExitCodes.Done;
    }

    private IEnumerable<InspectedRecord> Select(Invocation invocation, JournalInspector journal)
    {
        var ranges = invocation.Get(Offline.Ranges) is { Length: > 0 } named
            ? named
            : [.. journal.ListRanges().Select(range => range.Range)];
        var to = invocation.Get(_to) ?? long.MaxValue;
        var records = ranges.SelectMany(
            range => journal.Read(range, invocation.Get(_from) ?? 1).TakeWhile(record => record.Lsn <= to));
        return invocation.Get(_limit) is { } limit ? Limit(records, limit) : records;
    }

    private static IEnumerable<InspectedRecord> Limit(IEnumerable<InspectedRecord> records, long limit)
    {
        foreach (var record in records)
        {
            yield return record;
            if (--limit == 0)
            {
                yield break;
            }
        }
    }
}
