using System.CommandLine;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Checkpoints;

/// <summary>checkpoint restore</summary>
internal sealed class RestoreCheckpointCommand : CheckpointCommand
{
    private readonly Option<long?> _lsn =
        NumberOption.Create("--lsn", "That of this Lsn. Default the newest.", least: 1);
    private readonly Option<bool> _replace = new("--replace") { Description = "Replace the index that is there." };

    public RestoreCheckpointCommand(CommandSetup setup, OfflineOptions options)
        : base(setup, options, "restore", "Make the index of one range from a checkpoint, every byte verified.")
    {
        Options.Add(_lsn);
        Options.Add(_replace);
    }

    protected override int Run(
        Invocation invocation, CheckpointInspector inspector, CancellationToken cancellationToken)
    {
        if (invocation.Get(Offline.Ranges) is not [var range])
        {
            throw new UsageException("Say with --range which one range is to be restored.");
        }

        var lsn = invocation.Get(_lsn);
        var chosen = Select(invocation, inspector, cancellationToken)
            .FirstOrDefault(checkpoint => lsn is null ? checkpoint.Problem is null : checkpoint.Lsn == lsn)
            ?? throw new RefusedException($"Range {range} has no such checkpoint that can be restored.");
        inspector.Restore(chosen, invocation.Get(_replace), cancellationToken);
        Print(invocation, [chosen], "restored");
        return ExitCodes.Done;
    }
}
