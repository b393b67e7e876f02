using System.Diagnostics.CodeAnalysis;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Reads a journal forward. Not safe for use by two threads; may be used beside appends.</summary>
public interface IJournalReader : IDisposable
{
    /// <summary>
    /// The next durable group, or <see langword="false"/> at the present end, where one may ask again later.
    /// </summary>
    /// <remarks>A group's first record may lie below the Lsn asked for: groups are not cut.</remarks>
    /// <exception cref="RangeUnavailableException">
    /// The range was deleted, its store was closed, or the disk refused to read: another try may go better.
    /// </exception>
    /// <exception cref="JournalCorruptedException">Acknowledged bytes are missing or damaged.</exception>
    bool TryRead([NotNullWhen(true)] out RecordGroup? group);
}
