using System.Globalization;
using Orleans.TableService.Cli.Output;
using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Journals;

/// <summary>journal verify</summary>
internal sealed class VerifyJournalCommand : OfflineCommand
{
    public VerifyJournalCommand(CommandSetup setup, OfflineOptions options)
        : base(setup, options, "verify", "Check every frame of the commit log and every chunk of the segments.") =>
        Options.Add(options.Ranges);

    protected override int Run(
        Invocation invocation,
        StoppedDirectory directory,
        CancellationToken cancellationToken)
    {
        var report = new JournalVerifier(directory).Verify(invocation.Get(Offline.Ranges)!, cancellationToken);
        foreach (var damage in report.Damages)
        {
            Write(invocation, damage);
        }

        if (invocation.Json)
        {
            WriteJson(invocation, report);
        }
        else
        {
            WriteText(invocation, report);
        }

        return report.Damages.Count == 0 ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static void Write(Invocation invocation, JournalDamage damage)
    {
        if (!invocation.Json)
        {
            var range = damage.Range is { } id ? $" (range {id})" : "";
            var note = damage.IsRedundant ? "; a server opens all the same" : "";
            invocation.Output.WriteLine(Invariant($"{damage.File} byte {damage.Offset}: {damage.What}{range}{note}"));
            return;
        }

        JsonLine.Write(invocation.Output, json =>
        {
            json.WriteString("damage", damage.What);
            json.WriteString("file", damage.File);
            json.WriteNumber("offset", damage.Offset);
            if (damage.Range is { } range)
            {
                json.WriteString("range", range.ToString());
            }

            json.WriteBoolean("redundant", damage.IsRedundant);
        });
    }

    private static void WriteText(Invocation invocation, JournalReport report)
    {
        if (report.TornTail is { } torn)
        {
            invocation.Output.WriteLine(Invariant(
                $"{torn.File} byte {torn.Offset}: an unfinished write; a server drops it with a warning"));
        }

        invocation.Output.WriteLine(report.Damages.Count switch
        {
            0 => "No damage.",
            1 => "1 damage.",
            var count => Invariant($"{count} damages."),
        });
        invocation.Output.WriteLine(Invariant($"  ranges: {report.RangeCount}"));
        invocation.Output.WriteLine(Invariant(
            $"  commit log: {report.LogFileCount} files, {report.FrameCount} frames, {report.LogRecordCount} records"));
        invocation.Output.WriteLine(Invariant(
            $"  segments: {report.SegmentCount} files, {report.SegmentRecordCount} records"));
        invocation.Output.WriteLine(Invariant($"  groups compared with their copies: {report.ComparedGroupCount}"));
        invocation.Output.WriteLine(Invariant($"  bytes: {report.SizeBytes}"));
    }

    private static void WriteJson(Invocation invocation, JournalReport report) =>
        JsonLine.Write(invocation.Output, json =>
        {
            json.WriteNumber("damages", report.Damages.Count);
            if (report.TornTail is { } torn)
            {
                json.WriteStartObject("tornTail");
                json.WriteString("file", torn.File);
                json.WriteNumber("offset", torn.Offset);
                json.WriteEndObject();
            }

            json.WriteNumber("ranges", report.RangeCount);
            json.WriteNumber("logFiles", report.LogFileCount);
            json.WriteNumber("logFrames", report.FrameCount);
            json.WriteNumber("logRecords", report.LogRecordCount);
            json.WriteNumber("segments", report.SegmentCount);
            json.WriteNumber("segmentRecords", report.SegmentRecordCount);
            json.WriteNumber("groupsCompared", report.ComparedGroupCount);
            json.WriteNumber("bytes", report.SizeBytes);
        });

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
