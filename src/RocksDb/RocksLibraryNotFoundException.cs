namespace Orleans.TableService.RocksDb;

/// <summary>The native RocksDB library is not installed, or not where the system looks for libraries.</summary>
public sealed class RocksLibraryNotFoundException : DllNotFoundException
{
    internal RocksLibraryNotFoundException(string candidates)
        : base($"The RocksDB library ({candidates}) was not found: install Debian's package " +
            $"{RocksLibrary.DebianPackage} (apt-get install {RocksLibrary.DebianPackage}).")
    {
        Candidates = candidates;
    }

    /// <summary>The names that were tried, separated by commas.</summary>
    public string Candidates { get; }
}
