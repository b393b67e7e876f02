using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Checkpoints;

/// <summary>checkpoint verify</summary>
internal sealed class VerifyCheckpointsCommand(CommandSetup setup, OfflineOptions options)
    : CheckpointCommand(setup, options, "verify", "Read every byte of the checkpoints; fails when one is damaged.")
{
    protected override int Run(
        Invocation invocation, CheckpointInspector inspector, CancellationToken cancellationToken)
    {
        var verified = Select(invocation, inspector, cancellationToken)
            .Select(checkpoint => inspector.Verify(checkpoint, cancellationToken))
            .ToList();
        foreach (var range in invocation.Get(Offline.Ranges) ?? [])
        {
            if (!verified.Exists(checkpoint => checkpoint.Range == range))
            {
                throw new RefusedException($"Range {range} has no checkpoint.");
            }
        }

        Print(invocation, verified, "verified");
        return verified.TrueForAll(checkpoint => checkpoint.Problem is null) ? ExitCodes.Done : ExitCodes.Refused;
    }
}
