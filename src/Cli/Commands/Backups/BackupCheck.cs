using Orleans.TableService.Cli.Backups;

namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>Reads every byte of a stream's file.</summary>
internal static class BackupCheck
{
    public static async Task VerifyAsync(string directory, BackupStream stream, CancellationToken cancellationToken)
    {
        var path = PathOf(directory, stream);
        var reader = new BackupFileReader(path);
        await foreach (var chunk in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _ = chunk;
        }

        if (reader.Digest != stream.Digest || reader.Totals != stream.Totals)
        {
            throw new RefusedException($"{path} is not the file that {BackupManifest.FileName} names.");
        }
    }

    /// <summary>The file of a stream, which lies nowhere else than in the backup.</summary>
    public static string PathOf(string directory, BackupStream stream) =>
        Path.Combine(directory, Path.GetFileName(stream.File));
}
