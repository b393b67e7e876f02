using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;
using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Checkpoints;

/// <summary>What the commands on checkpoints share: which of them are meant, and how they are printed.</summary>
internal abstract class CheckpointCommand : OfflineCommand
{
    private readonly Option<string?> _store = DirectoryOption.Optional(
        "--checkpoint-dir", "Where the checkpoints lie. Default 'checkpoints' in the data directory.");

    private readonly S3Options _s3 = new();

    protected CheckpointCommand(CommandSetup setup, OfflineOptions options, string name, string description)
        : base(setup, options, name, description)
    {
        Options.Add(options.Ranges);
        Options.Add(_store);
        _s3.AddTo(this);
    }

    protected sealed override int Run(
        Invocation invocation, StoppedDirectory directory, CancellationToken cancellationToken)
    {
        var store = invocation.Get(_store);
        if (_s3.AreGiven(invocation))
        {
            return store is null
                ? RunOverBucket(invocation, directory, cancellationToken)
                : throw new UsageException("Checkpoints lie in a directory or in a bucket: give one of both.");
        }

        return Run(invocation, new CheckpointInspector(directory, store), cancellationToken);
    }

    /// <summary>Carries the command out.</summary>
    /// <returns>An exit code.</returns>
    protected abstract int Run(
        Invocation invocation, CheckpointInspector inspector, CancellationToken cancellationToken);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int RunOverBucket(
        Invocation invocation, StoppedDirectory directory, CancellationToken cancellationToken)
    {
        using var bucket = _s3.Open(invocation);
        return Run(invocation, new CheckpointInspector(directory, bucket), cancellationToken);
    }

    /// <summary>The checkpoints of the ranges that were named, or of all.</summary>
    protected IReadOnlyList<InspectedCheckpoint> Select(
        Invocation invocation, CheckpointInspector inspector, CancellationToken cancellationToken)
    {
        var ranges = invocation.Get(Offline.Ranges) ?? [];
        var found = inspector.List(cancellationToken);
        return ranges.Length == 0 ? found : [.. found.Where(checkpoint => ranges.Contains(checkpoint.Range))];
    }

    protected static void Print(Invocation invocation, IReadOnlyList<InspectedCheckpoint> checkpoints, string fine)
    {
        if (!invocation.Json)
        {
            Columns.Write(
                invocation.Output,
                ["range", "lsn", "epoch", "made", "files", "bytes", "state"],
                [.. checkpoints.Select(checkpoint => Row(checkpoint, fine))]);
            return;
        }

        foreach (var checkpoint in checkpoints)
        {
            JsonLine.Write(invocation.Output, json =>
            {
                json.WriteString("range", checkpoint.Range.ToString());
                json.WriteString("journalId", checkpoint.JournalId);
                json.WriteNumber("lsn", checkpoint.Lsn);
                json.WriteNumber("epoch", checkpoint.Epoch);
                JsonLine.Time(json, "createdAt", checkpoint.CreatedAt);
                json.WriteNumber("files", checkpoint.FileCount);
                json.WriteNumber("bytes", checkpoint.SizeBytes);
                json.WriteString("problem", checkpoint.Problem);
            });
        }
    }

    private static string[] Row(InspectedCheckpoint checkpoint, string fine) =>
    [
        checkpoint.Range.ToString(),
        Text(checkpoint.Lsn),
        Text(checkpoint.Epoch),
        checkpoint.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Text(checkpoint.FileCount),
        Text(checkpoint.SizeBytes),
        checkpoint.Problem ?? fine,
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
