namespace Orleans.TableService.Storage.Journals;

/// <summary>One transaction in a range's journal.</summary>
/// <param name="Lsn">Its number in the journal, from 1.</param>
/// <param name="Payload">Its effects, as <c>Storage.Ranges</c> encodes them; the journal does not look inside.</param>
public readonly record struct JournalRecord(long Lsn, ReadOnlyMemory<byte> Payload);
