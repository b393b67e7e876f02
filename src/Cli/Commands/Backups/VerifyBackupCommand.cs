using System.CommandLine;
using Orleans.TableService.Cli.Backups;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>backup verify</summary>
internal sealed class VerifyBackupCommand : BackupCommand
{
    private readonly Option<string> _from = FromOption();

    public VerifyBackupCommand(CommandSetup setup)
        : base(setup, "verify", "Check that a backup is complete and undamaged; needs no server.") =>
        Options.Add(_from);

    protected override async Task<int> RunOnFilesAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var directory = invocation.Need(_from);
        var manifest = OnFiles(() => BackupManifest.Read(directory));
        foreach (var stream in manifest.Streams)
        {
            await OnFilesAsync(() => BackupCheck.VerifyAsync(directory, stream, cancellationToken))
                .ConfigureAwait(false);
            if (invocation.Json)
            {
                JsonLine.Write(invocation.Output, json => BackupJson.Write(json, stream));
            }
            else
            {
                invocation.Output.WriteLine(BackupJson.Line(stream));
            }
        }

        if (!invocation.Json)
        {
            invocation.Output.WriteLine(Invariant($"No damage in {manifest.Streams.Count} streams."));
        }

        return ExitCodes.Done;
    }
}
