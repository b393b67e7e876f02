using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;
using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Indexes;

/// <summary>index verify</summary>
internal sealed class VerifyIndexCommand : OfflineCommand
{
    private readonly Option<int> _limit = NumberOption.Create(
        "--limit", "Most differing keys to print of each range.", least: 0, most: int.MaxValue, standard: 100);

    private readonly Option<string> _temporary = new("--temp-dir")
    {
        Description = "Where there is room for a copy of the largest index.",
        HelpName = "directory",
        DefaultValueFactory = _ => Path.GetTempPath(),
    };

    public VerifyIndexCommand(CommandSetup setup, OfflineOptions options)
        : base(setup, options, "verify", "Compare indexes with what their journals lead to, entry by entry.")
    {
        Options.Add(options.Ranges);
        Options.Add(_limit);
        Options.Add(_temporary);
        Options.Add(options.Hex);
    }

    protected override int Run(
        Invocation invocation,
        StoppedDirectory directory,
        CancellationToken cancellationToken)
    {
        using var journals = new JournalInspector(directory);
        using var indexes = new IndexVerifier(directory, journals, invocation.Need(_temporary));
        var ranges = invocation.Get(Offline.Ranges) is { Length: > 0 } named
            ? named
            : [.. journals.ListRanges().Where(range => !range.IsDeleting).Select(range => range.Range)];
        var isGood = true;
        foreach (var range in ranges)
        {
            var writer = new DifferenceWriter(invocation, range, invocation.Get(_limit), Format(invocation));
            var report = indexes.Verify(range, writer.Write, cancellationToken);
            Write(invocation, report);
            isGood &= report.IsGood;
        }

        return isGood ? ExitCodes.Done : ExitCodes.Refused;
    }

    private BytesFormat Format(Invocation invocation) =>
        invocation.Get(Offline.Hex) ? BytesFormat.Hex : BytesFormat.Text;

    private static void Write(Invocation invocation, IndexReport report)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => Write(json, report));
            return;
        }

        foreach (var problem in report.Problems)
        {
            invocation.Output.WriteLine($"range {report.Range}: the index is not usable: {problem}");
        }

        if (report.Problems.Count == 0)
        {
            invocation.Output.WriteLine($"range {report.Range}: {Summary(report)}");
        }
    }

    private static string Summary(IndexReport report)
    {
        if (!report.Exists)
        {
            return "no index; it is made from the journal when the range is first used";
        }

        var summary = Invariant($"{report.KeyCount} keys compared up to Lsn {report.AppliedLsn} of {report.LastLsn}, ")
            + (report.DifferenceCount == 0 ? "no difference" : Invariant($"{report.DifferenceCount} differ"));
        return report.UnverifiableCount == 0
            ? summary
            : summary
                + Invariant($"; {report.UnverifiableCount} not verifiable: last written before the journal begins at ")
                + Invariant($"{report.FirstLsn}");
    }

    private static void Write(Utf8JsonWriter json, IndexReport report)
    {
        json.WriteString("range", report.Range.ToString());
        json.WriteBoolean("good", report.IsGood);
        json.WriteBoolean("exists", report.Exists);
        json.WriteNumber("appliedLsn", report.AppliedLsn);
        json.WriteNumber("firstLsn", report.FirstLsn);
        json.WriteNumber("lastLsn", report.LastLsn);
        json.WriteNumber("keys", report.KeyCount);
        json.WriteNumber("differences", report.DifferenceCount);
        json.WriteNumber("notVerifiable", report.UnverifiableCount);
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStringValue(problem);
        }

        json.WriteEndArray();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
