using System.Text;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>
/// Sees to it that a checkpoint store serves the ranges of one journal store: whoever has the journals has their
/// checkpoints, on whichever machine. Safe for use by many threads.
/// </summary>
/// <remarks>
/// An object states the owner. It is put when there is none, which a store does for one of many that try, and is read
/// again before anything is put or removed: it may have been taken away, so that another takes over.
/// </remarks>
internal sealed class StoreOwner(BoundedStore store, string place)
{
    /// <summary>Name of the object. Format: docs/file-format-checkpoint.md.</summary>
    public const string ObjectName = "owner";

    private const string Begin = "journals ";
    private const int SizeMaxBytes = 1 << 10;

    private volatile string? _line;

    /// <summary>Where the store is.</summary>
    public string Place => place;

    /// <summary>Tells whose store it is; until then nothing is asked.</summary>
    public void Set(Guid journalStoreId) => _line = Line(journalStoreId);

    /// <summary>Makes the store that of its owner, or sees that it is. For fixed threads.</summary>
    /// <exception cref="StoreOwnedException">It is another's.</exception>
    /// <exception cref="IOException">The store does not answer.</exception>
    public void Require(CancellationToken cancellationToken)
    {
        if (_line is not { } line || TryRead(cancellationToken) is var found && found == line)
        {
            return;
        }

        if (found is null)
        {
            store.Put(ObjectName, Encoding.ASCII.GetBytes(line), cancellationToken);
            found = TryRead(cancellationToken);
        }

        if (found != line)
        {
            throw new StoreOwnedException(
                $"The checkpoints in {place} belong to other journals ({Shown(found)}; here are {Shown(line)}): name "
                + "another place for these, or, when those journals are gone for good, remove the object "
                + $"'{ObjectName}' there.");
        }
    }

    private static string Line(Guid id) => $"{Begin}{id:D}\n";

    private static string Shown(string? line) =>
        line is not null
            && line.StartsWith(Begin, StringComparison.Ordinal)
            && Guid.TryParse(line[Begin.Length..], out var id)
            ? $"{id:D}"
            : "not readable";

    private string? TryRead(CancellationToken cancellationToken)
    {
        try
        {
            return Encoding.ASCII.GetString(store.ReadAll(ObjectName, SizeMaxBytes, cancellationToken));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (InvalidDataException)
        {
            return "";
        }
    }
}
