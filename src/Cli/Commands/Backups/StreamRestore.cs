using Orleans.TableService.Cli.Backups;

namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>Makes one stream of a backup on the server.</summary>
internal sealed class StreamRestore(Invocation invocation, string directory, BackupStream stream, string name)
{
    private const int ChunksAtOnce = 4;

    /// <summary>What is restored.</summary>
    public BackupStream Stream => stream;

    /// <summary>Under which name.</summary>
    public string Name => name;

    /// <summary>Reads the file to its end, and looks whether the name is free.</summary>
    /// <exception cref="RefusedException">The file is damaged, or there is a stream of this name.</exception>
    public async Task<bool> CheckAsync(bool overwrites, CancellationToken cancellationToken)
    {
        if (!overwrites && await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new RefusedException(
                $"'{name}' is there already in namespace '{stream.Namespace}': "
                + "give --overwrite to replace it, or --table and --as to restore under another name.");
        }

        await BackupCheck.VerifyAsync(directory, stream, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Restores it; a stream of this name goes first.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            await invocation.Admin.DeleteStreamAsync(stream.Namespace, name, cancellationToken).ConfigureAwait(false);
        }

        await invocation.Admin
            .CreateStreamAsync(stream.Namespace, name, stream.Configuration, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            await ImportAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await invocation.Context.Error.WriteLineAsync(
                $"'{name}' in namespace '{stream.Namespace}' is not complete: delete it, or restore with --overwrite.")
                .ConfigureAwait(false);
            throw;
        }

        return true;
    }

    private async Task ImportAsync(CancellationToken cancellationToken)
    {
        var running = new Queue<Task>();
        try
        {
            var reader = new BackupFileReader(BackupCheck.PathOf(directory, stream));
            await foreach (var chunk in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (chunk.Count == 0)
                {
                    continue;
                }

                if (running.Count == ChunksAtOnce)
                {
                    await running.Dequeue().ConfigureAwait(false);
                }

                running.Enqueue(invocation.Service.Backup.ImportAsync(
                    stream.Namespace, name, chunk, stream.Totals.Revision, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await invocation.Admin.GetStreamAsync(stream.Namespace, name, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TableException e) when (e is StreamNotFoundException or NamespaceNotFoundException)
        {
            return false;
        }
    }
}
