using System.Diagnostics.CodeAnalysis;
using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// A value where RocksDB holds it, uncopied. Dispose it soon: it pins a cache block and keeps the database open.
/// </summary>
[SuppressMessage("Performance", "CA1815", Justification = "A lease is not compared.")]
public unsafe ref struct PinnedValue : IDisposable
{
    private readonly DatabaseHandle? _database;
    private nint _slice;

    /// <summary>Takes over a slice and one reference to its database.</summary>
    internal PinnedValue(DatabaseHandle database, nint slice)
    {
        _database = database;
        _slice = slice;
        nuint length;
        var data = DatabaseFunctions.PinnedData(slice, &length);
        Span = new ReadOnlySpan<byte>(data, checked((int)length));
    }

    /// <summary>Whether the key has a value, empty ones included.</summary>
    public readonly bool IsFound => _slice != 0;

    /// <summary>The value; empty if there is none. Not to be touched after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span { get; private set; }

    /// <summary>
    /// Lets the value go. A second call does nothing, but a copy of this struct must not be disposed too.
    /// </summary>
    public void Dispose()
    {
        if (_slice == 0)
        {
            return;
        }

        DatabaseFunctions.DestroyPinned(_slice);
        _slice = 0;
        Span = default;
        _database!.DangerousRelease();
    }
}
