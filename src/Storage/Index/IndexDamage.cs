using Orleans.TableService.RocksDb;

namespace Orleans.TableService.Storage.Index;

/// <summary>Tells damage of an index's files, after which only the journal helps, from errors that may pass.</summary>
internal static class IndexDamage
{
    private const string InputOutput = "IO error: ";
    private const string NoSuchFile = "No such file or directory";

    /// <summary>
    /// Whether an index that failed with <paramref name="error"/> is to be made anew from the journal.
    /// </summary>
    public static bool Is(Exception error) => error switch
    {
        InvalidDataException => true,
        RocksException rocks => IsOfFiles(rocks.Kind, rocks.Message),
        _ => false,
    };

    /// <remarks>
    /// RocksDB reports a file that it cannot open as an I/O error, at times inside a corruption: the file is missing,
    /// or the process has too many open, or the disk failed to read. Only the first is about the index.
    /// </remarks>
    public static bool IsOfFiles(RocksErrorKind kind, string message)
    {
        var isMissing = message.Contains(NoSuchFile, StringComparison.Ordinal);
        return kind switch
        {
            RocksErrorKind.Corruption => isMissing || !message.Contains(InputOutput, StringComparison.Ordinal),
            RocksErrorKind.InputOutput or RocksErrorKind.NotFound => isMissing,
            _ => false,
        };
    }
}
