using System.CommandLine;
using Orleans.TableService.Cli.Backups;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>backup restore</summary>
internal sealed class RestoreBackupCommand : BackupCommand
{
    private readonly Option<string?> _table = TableOption();
    private readonly Option<string> _from = FromOption();

    private readonly Option<string?> _as = new("--as")
    {
        Description = "Another name for the table that --table names.",
        HelpName = "name",
    };

    private readonly Option<bool> _overwrite = new("--overwrite")
    {
        Description = "Delete tables of these names that are there.",
    };

    public RestoreBackupCommand(CommandSetup setup)
        : base(setup, "restore", "Make the tables of a backup on a running server, as they were.")
    {
        Options.Add(_from);
        Options.Add(_table);
        Options.Add(_as);
        Options.Add(_overwrite);
    }

    protected override async Task<int> RunOnFilesAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var directory = invocation.Need(_from);
        var manifest = OnFiles(() => BackupManifest.Read(directory));
        var restores = Select(invocation, manifest)
            .Select(stream => new StreamRestore(invocation, directory, stream, invocation.Get(_as) ?? stream.Name))
            .ToList();

        // Nothing is touched before it is sure that everything can be restored.
        foreach (var restore in restores)
        {
            await OnFilesAsync(() => restore.CheckAsync(invocation.Get(_overwrite), cancellationToken))
                .ConfigureAwait(false);
        }

        foreach (var name in Namespaces(invocation, manifest, restores))
        {
            await CreateNamespaceAsync(invocation, name, cancellationToken).ConfigureAwait(false);
        }

        foreach (var restore in restores)
        {
            await OnFilesAsync(() => restore.RunAsync(invocation.Get(_overwrite), cancellationToken))
                .ConfigureAwait(false);
            Show(invocation, restore);
        }

        return ExitCodes.Done;
    }

    private List<BackupStream> Select(Invocation invocation, BackupManifest manifest)
    {
        var table = invocation.Get(_table);
        if (table is null && invocation.Get(_as) is not null)
        {
            throw new UsageException("Say with --table which table --as renames.");
        }

        var found = manifest.Streams
            .Where(
                stream => !(table is not null || invocation.HasNamespace) || stream.Namespace == invocation.Namespace)
            .Where(stream => table is null || stream.Name == table)
            .ToList();
        return found.Count == 0 && table is not null
            ? throw new RefusedException($"The backup has no table '{table}' in namespace '{invocation.Namespace}'.")
            : found;
    }

    private IEnumerable<string> Namespaces(
        Invocation invocation, BackupManifest manifest, List<StreamRestore> restores) =>
        invocation.Get(_table) is null && !invocation.HasNamespace
            ? manifest.Namespaces
            : restores.Select(restore => restore.Stream.Namespace).Distinct();

    private static async Task CreateNamespaceAsync(
        Invocation invocation, string name, CancellationToken cancellationToken)
    {
        try
        {
            await invocation.Admin.CreateNamespaceAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (NamespaceExistsException)
        {
            // As it is to be.
        }
    }

    private static void Show(Invocation invocation, StreamRestore restore)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json =>
            {
                BackupJson.Write(json, restore.Stream);
                json.WriteString("restoredAs", restore.Name);
            });
        }
        else
        {
            var name = restore.Name == restore.Stream.Name ? "" : $", as '{restore.Name}'";
            invocation.Output.WriteLine($"{BackupJson.Line(restore.Stream)}: restored{name}");
        }
    }
}
