using System.CommandLine;
using Orleans.TableService.Cli.Backups;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>backup create</summary>
internal sealed class CreateBackupCommand : BackupCommand
{
    private readonly Option<string?> _table = TableOption();
    private readonly Option<string> _out =
        DirectoryOption.Required("--out", "A new or empty directory for the backup.", "-o");

    public CreateBackupCommand(CommandSetup setup)
        : base(setup, "create", "Copy the tables of a running server into a directory.")
    {
        Options.Add(_out);
        Options.Add(_table);
    }

    protected override async Task<int> RunOnFilesAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var directory = invocation.Need(_out);
        var (namespaces, streams) = await ListAsync(invocation, cancellationToken).ConfigureAwait(false);
        var target = new BackupDirectory(OnFiles(() => RequireUnused(directory)), invocation.Context.SyncDirectory);
        OnFiles(target.Make);
        var copied = new List<BackupStream>();
        foreach (var stream in streams)
        {
            var path = Path.Combine(directory, BackupManifest.FileNameOf(copied.Count + 1));
            await OnFilesAsync(async () =>
            {
                copied.Add(await CopyAsync(invocation, stream, path, cancellationToken).ConfigureAwait(false));
            }).ConfigureAwait(false);
            Show(invocation, copied[^1]);
            await invocation.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        var manifest = new BackupManifest
        {
            CreatedAt = invocation.Context.TimeProvider.GetUtcNow(),
            Namespaces = namespaces,
            Streams = copied,
        };
        await OnFilesAsync(() => manifest.WriteAsync(directory, cancellationToken)).ConfigureAwait(false);
        OnFiles(target.Sync);
        if (!invocation.Json)
        {
            invocation.Output.WriteLine(Invariant($"The backup of {copied.Count} streams in {directory} is complete."));
        }

        return ExitCodes.Done;
    }

    private async Task<(List<string> Namespaces, List<StreamInfo> Streams)> ListAsync(
        Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Get(_table) is { } table)
        {
            var info = await invocation.Admin.GetStreamAsync(invocation.Namespace, table, cancellationToken)
                .ConfigureAwait(false);
            return ([invocation.Namespace], [info]);
        }

        var namespaces = invocation.HasNamespace
            ? [invocation.Namespace]
            : (await invocation.Admin.ListNamespacesAsync(cancellationToken).ConfigureAwait(false))
                .Select(info => info.Name).ToList();
        var streams = new List<StreamInfo>();
        foreach (var name in namespaces)
        {
            streams.AddRange(
                await invocation.Admin.ListStreamsAsync(name, cancellationToken).ConfigureAwait(false));
        }

        return (namespaces, streams);
    }

    private static string RequireUnused(string directory)
    {
        if (File.Exists(directory))
        {
            throw new RefusedException($"{directory} is a file: give a new directory.");
        }

        if (!Directory.Exists(directory) || !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            return directory;
        }

        var what = BackupManifest.IsCutShort(directory) ? "holds a backup that was cut short" : "is not empty";
        throw new RefusedException($"The directory {directory} {what}: give a new one.");
    }

    private static async Task<BackupStream> CopyAsync(
        Invocation invocation, StreamInfo stream, string path, CancellationToken cancellationToken)
    {
        var writer = await BackupFileWriter.CreateAsync(path, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var chunks = invocation.Service.Backup
                .ExportAsync(stream.NamespaceName, stream.Name, cancellationToken)
                .ConfigureAwait(false);
            await foreach (var chunk in chunks)
            {
                await writer.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            }

            return new BackupStream
            {
                Namespace = stream.NamespaceName,
                Name = stream.Name,
                Configuration = stream.Configuration,
                File = Path.GetFileName(path),
                Digest = await writer.FinishAsync(cancellationToken).ConfigureAwait(false),
                SizeBytes = writer.SizeBytes,
                Totals = writer.Totals,
            };
        }
    }

    private static void Show(Invocation invocation, BackupStream stream)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => BackupJson.Write(json, stream));
        }
        else
        {
            invocation.Output.WriteLine(BackupJson.Line(stream));
        }
    }
}
