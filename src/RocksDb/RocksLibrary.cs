using System.Runtime.InteropServices;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// The native RocksDB library: loaded once for the process, at first use or by <see cref="EnsureLoaded()"/>.
/// </summary>
/// <remarks>
/// Safe for many callers at once. Written against the C API of RocksDB 7.8; newer ones keep those functions.
/// </remarks>
public static class RocksLibrary
{
    /// <summary>Debian's package that holds the library.</summary>
    public const string DebianPackage = "librocksdb7.8";

    private static readonly Lock Gate = new();
    private static nint _library;

    /// <summary>The names that are tried when nobody named others.</summary>
    /// <remarks>
    /// Debian ships only the versioned name without its -dev package; the other two are what NuGet's native assets and
    /// self-built libraries are called.
    /// </remarks>
    internal static IReadOnlyList<string> DefaultCandidates { get; set; } =
        ["librocksdb.so.7.8", "librocksdb.so", "rocksdb"];

    /// <summary>Loads the library, so that its absence shows at start rather than at the first table.</summary>
    /// <exception cref="RocksLibraryNotFoundException">No candidate could be loaded.</exception>
    public static void EnsureLoaded() => EnsureLoaded(DefaultCandidates);

    /// <summary>Loads the library from the first of some names or paths that the system has.</summary>
    /// <remarks>Does nothing when the library is loaded already.</remarks>
    /// <exception cref="RocksLibraryNotFoundException">No candidate could be loaded.</exception>
    public static void EnsureLoaded(IReadOnlyList<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (Volatile.Read(ref _library) != 0)
        {
            return;
        }

        lock (Gate)
        {
            if (_library == 0)
            {
                Volatile.Write(ref _library, Load(candidates));
            }
        }
    }

    /// <summary>Loads a library without making it the process's.</summary>
    internal static nint Load(IReadOnlyList<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, typeof(RocksLibrary).Assembly, null, out var library))
            {
                return library;
            }
        }

        throw new RocksLibraryNotFoundException(string.Join(", ", candidates));
    }

    /// <summary>The address of a function of the library.</summary>
    internal static nint Export(string name)
    {
        EnsureLoaded();
        return NativeLibrary.GetExport(_library, name);
    }
}
