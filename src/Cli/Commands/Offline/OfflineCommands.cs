using System.CommandLine;
using Orleans.TableService.Cli.Commands.Offline.Checkpoints;
using Orleans.TableService.Cli.Commands.Offline.Indexes;
using Orleans.TableService.Cli.Commands.Offline.Journals;

namespace Orleans.TableService.Cli.Commands.Offline;

/// <summary>The commands on the files of a stopped server, with their examples.</summary>
internal static class OfflineCommands
{
    public static Command Journals(CommandSetup setup)
    {
        var options = new OfflineOptions();
        return new Command("journal", "Look into the journals of a stopped server's data directory.")
        {
            new DumpJournalCommand(setup, options)
            {
                Examples = """
                    streamstorage-cli journal dump --data-dir data
                    streamstorage-cli journal dump --data-dir data --range 1024/1024 --from 100 --limit 10 --values
                    streamstorage-cli journal dump --data-dir data --json
                    """,
            },
            new VerifyJournalCommand(setup, options)
            {
                Notes = """
                    Ends with 1 if anything is damaged, also where a server would not notice: in files that it reads no
                    more. What a crash left unfinished at the end of the commit log is no damage.
                    """,
                Examples = """
                    streamstorage-cli journal verify --data-dir data
                    streamstorage-cli journal verify --data-dir data --range 1024/1024 --json
                    """,
            },
            new TruncateJournalCommand(setup, options)
            {
                Notes = """
                    The way out when 'journal verify' finds a damage that keeps a server from opening and there is no
                    copy: what lies behind it is lost. Without --yes nothing is changed. Files that are changed or
                    removed stay under truncated-N.bak in the data directory.
                    """,
                Examples = """
                    streamstorage-cli journal truncate --data-dir data --log-file 7 --offset 8192
                    streamstorage-cli journal truncate --data-dir data --range 1024/1024 --after 5000 --yes
                    """,
            },
        };
    }

    public static Command Indexes(CommandSetup setup)
    {
        var options = new OfflineOptions();
        return new Command("index", "Look into the indexes of a stopped server's data directory.")
        {
            new VerifyIndexCommand(setup, options)
            {
                Notes = """
                    Replays each journal up to the record that the index holds, in a temporary place, and compares.
                    Ends with 1 if anything differs.
                    """,
                Examples = """
                    streamstorage-cli index verify --data-dir data
                    streamstorage-cli index verify --data-dir data --range 1024/1024 --temp-dir /var/tmp --json
                    """,
            },
        };
    }

    public static Command Checkpoints(CommandSetup setup)
    {
        var options = new OfflineOptions();
        return new Command(
            "checkpoint", "List, verify and restore the checkpoints of a stopped server's data directory.")
        {
            new ListCheckpointsCommand(setup, options)
            {
                Examples = """
                    streamstorage-cli checkpoint list --data-dir data
                    streamstorage-cli checkpoint list --data-dir data --range 1024/1024 --json
                    """,
            },
            new VerifyCheckpointsCommand(setup, options)
            {
                Examples = """
                    streamstorage-cli checkpoint verify --data-dir data
                    streamstorage-cli checkpoint verify --data-dir data --checkpoint-dir /mnt/other/checkpoints
                    streamstorage-cli checkpoint verify --data-dir data --checkpoint-store s3://bucket/prefix
                    """,
            },
            new RestoreCheckpointCommand(setup, options)
            {
                Notes = """
                    A server restores by itself when an index is missing or damaged; this chooses which checkpoint.
                    The journal is not changed: what it has behind the checkpoint is applied at the range's next use.
                    """,
                Examples = """
                    streamstorage-cli checkpoint restore --data-dir data --range 1024/1024
                    streamstorage-cli checkpoint restore --data-dir data --range 1024/1024 --lsn 4711 --replace
                    """,
            },
        };
    }
}
