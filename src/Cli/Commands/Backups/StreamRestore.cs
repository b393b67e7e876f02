using Orleans.TableService.Cli.Backups;

namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>Makes one stream of a backup on the server.</summary>
internal sealed class StreamRestore(Invocation invocation, string directory, BackupStream stream, string name)
{
    private const int ChunksAtOnce = 4;
    private const long AtOnceSizeMaxBytes = 16 << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>What is restored.</summary>
    public BackupStream Stream => stream;

    /// <summary>Under which name.</summary>
    public string Name => name;

    /// <summary>Reads the file to its end, and looks whether the name is free.</summary>
    /// <exception cref="RefusedException">The file is damaged, or there is a stream of this name.</exception>
    public async Task CheckAsync(bool overwrites, CancellationToken cancellationToken)
    {
        if (!overwrites && await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            throw IsThere();
        }

        await BackupCheck.VerifyAsync(directory, stream, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores it; a stream of this name goes first, if it may.</summary>
    /// <exception cref="RefusedException">A stream of this name was made since the check, and may not go.</exception>
    public async Task RunAsync(bool overwrites, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!overwrites)
            {
                throw IsThere();
            }

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
    }

    private async Task ImportAsync(CancellationToken cancellationToken)
    {
        var running = new Queue<(Task Done, long SizeBytes)>();
        try
        {
            var reader = new BackupFileReader(BackupCheck.PathOf(directory, stream));
            await foreach (var chunk in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (chunk.Count == 0)
                {
                    continue;
                }

                long size = chunk.Entries.Length;
                while (running.Count == ChunksAtOnce
                    || (running.Count > 0 && running.Sum(one => one.SizeBytes) + size > AtOnceSizeMaxBytes))
                {
                    await running.Dequeue().Done.ConfigureAwait(false);
                }

                running.Enqueue((ImportAsync(chunk, cancellationToken), size));
            }
        }
        finally
        {
            await Task.WhenAll(running.Select(one => one.Done)).ConfigureAwait(false);
        }
    }

    // A chunk that was written is not written again: so whatever may pass is tried once more, up to the longest pause.
    private async Task ImportAsync(BackupChunk chunk, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                await invocation.Service.Backup
                    .ImportAsync(stream.Namespace, name, chunk, stream.Totals.Revision, cancellationToken)
                    .ConfigureAwait(false);
                return;
            }
            catch (TableException e) when (IsPassing(e) && pause < LongestPause)
            {
                await Task.Delay(pause, invocation.Context.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsPassing(TableException exception) => exception.Code is FaultCode.ResourceExhausted
        or FaultCode.Unavailable
        or FaultCode.RangeUnavailable
        or FaultCode.UnknownOutcome;

    private RefusedException IsThere() => new(
        $"'{name}' is there already in namespace '{stream.Namespace}': "
        + "give --overwrite to replace it, or --table and --as to restore under another name.");

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
