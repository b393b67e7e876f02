using System.CommandLine;

namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>The commands of backups, with their examples.</summary>
internal static class BackupCommands
{
    public static Command Build(CommandSetup setup) => new("backup", "Copy tables out of a server and into another.")
    {
        new CreateBackupCommand(setup)
        {
            Notes = """
                Writes go on meanwhile. Each range is copied as of one revision; different ranges are of different
                moments. Without --table and --namespace the whole server is copied.
                """,
            Examples = """
                streamstorage-cli backup create --out /backups/monday
                streamstorage-cli -s 10.0.0.5:4181 -n shop backup create -t orders --out /backups/orders
                """,
        },
        new VerifyBackupCommand(setup)
        {
            Examples = "streamstorage-cli backup verify --from /backups/monday",
        },
        new RestoreBackupCommand(setup)
        {
            Notes = """
                Values, create and mod revisions and versions are as they were. History is not in a backup: a watch of a
                restored table begins behind the greatest revision of the backup. Nobody may write to a table before it
                is restored.
                """,
            Examples = """
                streamstorage-cli -s 10.0.0.6:4181 backup restore --from /backups/monday
                streamstorage-cli backup restore --from /backups/monday -t orders --as orders-monday
                streamstorage-cli backup restore --from /backups/monday -t orders --overwrite
                """,
        },
    };
}
