namespace Orleans.TableService.Storage.Inspection;

/// <summary>One key of which index and journal tell different things.</summary>
/// <param name="PKey">Its pKey.</param>
/// <param name="LKey">Its lKey.</param>
/// <param name="Index">What the index holds; <see langword="null"/> if nothing, or what cannot be read.</param>
/// <param name="Journal">What the journal leads to; <see langword="null"/> if the key is absent.</param>
public sealed record IndexDifference(
    ReadOnlyMemory<byte> PKey, ReadOnlyMemory<byte> LKey, TableEntry? Index, TableEntry? Journal);
