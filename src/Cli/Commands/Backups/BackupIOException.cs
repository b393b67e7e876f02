namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>The disk refuses to read or write a file of a backup.</summary>
internal sealed class BackupIOException(string message, Exception innerException)
    : Exception(message, innerException);
