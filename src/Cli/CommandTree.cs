using System.CommandLine;
using System.CommandLine.Help;
using Orleans.TableService.Cli.Commands;
using Orleans.TableService.Cli.Commands.Backups;
using Orleans.TableService.Cli.Commands.Namespaces;
using Orleans.TableService.Cli.Commands.Offline;
using Orleans.TableService.Cli.Commands.Streams;
using Orleans.TableService.Cli.Commands.Tables;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Transactions;

namespace Orleans.TableService.Cli;

/// <summary>All commands, with their examples.</summary>
internal static class CommandTree
{
    public static Command Build(CliContext context)
    {
        var setup = new CommandSetup(context, new GlobalOptions());
        var help = new HelpOption();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        var root = new Command("streamstorage-cli", "Works with the tables and streams of a server.")
        {
            help,
            new VersionOption(),
            Namespaces(setup),
            Streams(setup),
            Tables(setup),
            BackupCommands.Build(setup),
            OfflineCommands.Journals(setup),
            OfflineCommands.Indexes(setup),
            OfflineCommands.Checkpoints(setup),
            new CompletionCommand(setup)
            {
                Examples = """
                    source <(streamstorage-cli completion bash)
                    streamstorage-cli completion zsh > ~/.zfunc/_streamstorage-cli
                    """,
            },
        };
        setup.Globals.AddTo(root);
        return root;
    }

    private static Command Namespaces(CommandSetup setup) => new("namespace", "Create, show and delete namespaces.")
    {
        new CreateNamespaceCommand(setup) { Examples = "streamstorage-cli namespace create shop" },
        new GetNamespaceCommand(setup) { Examples = "streamstorage-cli namespace get shop --json" },
        new ListNamespacesCommand(setup) { Examples = "streamstorage-cli -s 10.0.0.5:4181 namespace list" },
        new DeleteNamespaceCommand(setup) { Examples = "streamstorage-cli namespace delete shop" },
    };

    private static Command Streams(CommandSetup setup) => new("stream", "Create, show and delete streams and tables.")
    {
        new CreateStreamCommand(setup)
        {
            Examples = """
                streamstorage-cli stream create --stream counters
                streamstorage-cli -n shop stream create --stream orders --ranges 16 --key-type raw
                """,
        },
        new GetStreamCommand(setup) { Examples = "streamstorage-cli stream get --stream counters" },
        new ListStreamsCommand(setup) { Examples = "streamstorage-cli -n shop stream list" },
        new DeleteStreamCommand(setup) { Examples = "streamstorage-cli stream delete --stream counters" },
        new ListRangesCommand(setup) { Examples = "streamstorage-cli stream ranges --stream counters" },
    };

    private static Command Tables(CommandSetup setup)
    {
        var options = new TableOptions();
        return new Command("table", "Read, write and watch tables.")
        {
            new PutCommand(setup, options)
            {
                Examples = """
                    streamstorage-cli table put -t greetings -k hello -v world
                    streamstorage-cli table put -t greetings -p english -k hello -v world --expected-version -1
                    streamstorage-cli table put -t images -k logo -v - < logo.png
                    streamstorage-cli table put -t bytes --hex -k 00ff -v c0ffee --prev
                    """,
            },
            new GetCommand(setup, options)
            {
                Examples = """
                    streamstorage-cli table get -t greetings -k hello
                    streamstorage-cli table get -t counters -k visits --watch
                    streamstorage-cli table get -t images -k logo --raw > logo.png
                    """,
            },
            new IncrementCommand(setup, options)
            {
                Examples = """
                    streamstorage-cli table incr -t counters -k visits -a 100
                    streamstorage-cli table incr -t counters -k visits --amount=-5 --json
                    """,
            },
            new DeleteCommand(setup, options)
            {
                Examples = """
                    streamstorage-cli table delete -t greetings -k hello --prev
                    streamstorage-cli table delete -t greetings -k hello --expected-version 3
                    """,
            },
            new RangeCommand(setup, options)
            {
                Examples = """
                    streamstorage-cli table range -t orders -p alice
                    streamstorage-cli table range -t orders -p alice --prefix 2026- --reverse --limit 10
                    streamstorage-cli table range -t orders -p alice --start 2026-01 --end 2026-07 --count-only
                    """,
            },
            new DeleteRangeCommand(setup, options)
            {
                Notes = "More than 10,000 keys are deleted in steps, each of them all or nothing.",
                Examples = "streamstorage-cli table delete-range -t orders -p alice --prefix 2019-",
            },
            new TransactionCommand(setup, options)
            {
                Notes = TransactionHelp.Notes,
                Examples = TransactionHelp.Examples,
            },
            new WatchCommand(setup, options)
            {
                Examples = """
                    streamstorage-cli table watch -t greetings -k hello
                    streamstorage-cli table watch -t orders -p alice --prefix 2026- --from-revision 1 --json
                    """,
            },
        };
    }
}
