using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Checkpoints;

/// <summary>checkpoint list</summary>
internal sealed class ListCheckpointsCommand(CommandSetup setup, OfflineOptions options)
    : CheckpointCommand(setup, options, "list", "List the checkpoints, the newest of each range first.")
{
    protected override int Run(
        Invocation invocation, CheckpointInspector inspector, CancellationToken cancellationToken)
    {
        Print(invocation, Select(invocation, inspector, cancellationToken), "complete");
        return ExitCodes.Done;
    }
}
