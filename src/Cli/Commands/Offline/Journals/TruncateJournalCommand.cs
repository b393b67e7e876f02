using System.CommandLine;
using System.Globalization;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;
using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Journals;

/// <summary>journal truncate</summary>
internal sealed class TruncateJournalCommand : OfflineCommand
{
    private readonly Option<RangeId[]> _range;
    private readonly Option<long?> _after = NumberOption.Create(
        "--after", "With --range: the last Lsn that is kept.", least: 0);

    private readonly Option<long?> _logFile = NumberOption.Create(
        "--log-file", "Number of the file of the commit log that is cut, for all ranges.", least: 1);

    private readonly Option<long?> _offset = NumberOption.Create(
        "--offset", "With --log-file: the first byte that is given up.", least: 0);

    private readonly Option<bool> _yes =
        new("--yes") { Description = "Do it; without it only say what would be lost." };

    public TruncateJournalCommand(CommandSetup setup, OfflineOptions options)
        : base(setup, options, "truncate", "Cut a range's journal, or the commit log, and keep what is taken away.")
    {
        _range = options.Ranges;
        Options.Add(_range);
        Options.Add(_after);
        Options.Add(_logFile);
        Options.Add(_offset);
        Options.Add(_yes);
    }

    protected override int Run(
        Invocation invocation,
        StoppedDirectory directory,
        CancellationToken cancellationToken)
    {
        using var truncation = new JournalTruncation(directory, PointOf(invocation), cancellationToken);
        var plan = truncation.Plan;
        var isDone = invocation.Get(_yes) && plan.Ranges.Count > 0;
        if (isDone)
        {
            truncation.Run(cancellationToken);
        }

        foreach (var range in plan.Ranges)
        {
            Write(invocation, range, isDone);
        }

        if (!invocation.Json)
        {
            invocation.Output.WriteLine((plan.Ranges.Count, isDone) switch
            {
                (0, _) => "Nothing lies behind this point.",
                (_, true) => $"Done. What was taken away is in {plan.BackupDirectory}.",
                _ => "Nothing was changed: give --yes to do it.",
            });
        }

        return ExitCodes.Done;
    }

    private TruncationPoint PointOf(Invocation invocation) =>
        (invocation.Get(_range)!, invocation.Get(_after), invocation.Get(_logFile), invocation.Get(_offset)) switch
        {
            ([var range], { } after, null, null) => TruncationPoint.OfRange(range, after),
            ([], null, { } file, { } offset) => TruncationPoint.OfLog(file, offset),
            _ => throw new UsageException("Give one --range and --after, or --log-file and --offset."),
        };

    private static void Write(Invocation invocation, TruncatedRange range, bool isDone)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json =>
            {
                json.WriteString("range", range.Range.ToString());
                json.WriteNumber("lastLsn", range.LastLsn);
                json.WriteNumber("foundLsn", range.FoundLsn);
                json.WriteBoolean("gone", range.IsGone);
                json.WriteBoolean("done", isDone);
            });
            return;
        }

        var verb = isDone ? "lost" : "would lose";
        invocation.Output.WriteLine(range.IsGone
            ? Invariant($"range {range.Range} {verb} everything, up to Lsn {range.FoundLsn}")
            : Invariant(
                $"range {range.Range} {verb} what lies behind Lsn {range.LastLsn}, up to Lsn {range.FoundLsn}"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
