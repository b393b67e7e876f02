using System.Buffers.Binary;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Records with consecutive Lsns that become durable together: what one flush carries of one range.</summary>
/// <remarks>
/// Immutable; keeps <paramref name="bytes"/>, which holds each record as a 4-byte little-endian length and its payload.
/// Made by <see cref="RecordGroupBuilder"/>.
/// </remarks>
public sealed class RecordGroup(long firstLsn, int count, ReadOnlyMemory<byte> bytes)
{
    /// <summary>Bytes in front of each payload.</summary>
    public const int RecordHeaderSizeBytes = sizeof(uint);

    /// <summary>Lsn of the first record.</summary>
    public long FirstLsn { get; } = firstLsn;

    /// <summary>Lsn of the last record.</summary>
    public long LastLsn => FirstLsn + Count - 1;

    /// <summary>Number of records, at least 1.</summary>
    public int Count { get; } = count;

    /// <summary>The records with their lengths.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Walks the payloads in Lsn order.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks the payloads of a group.</summary>
    public struct Enumerator(RecordGroup group)
    {
        private int _next;
        private long _lsn = group.FirstLsn - 1;

        /// <summary>The record at which the walk is.</summary>
        public JournalRecord Current { get; private set; }

        /// <summary>Goes to the next record.</summary>
        /// <exception cref="InvalidDataException">The lengths do not add up, though the checksum holds: a
        /// defect.</exception>
        public bool MoveNext()
        {
            var rest = group.Bytes[_next..];
            if (rest.IsEmpty)
            {
                return false;
            }

            if (rest.Length < RecordHeaderSizeBytes)
            {
                throw new InvalidDataException("A record group ends inside a record's length.");
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
            if (length > rest.Length - RecordHeaderSizeBytes)
            {
                throw new InvalidDataException("A record group ends inside a record.");
            }

            Current = new JournalRecord(++_lsn, rest.Slice(RecordHeaderSizeBytes, (int)length));
            _next += RecordHeaderSizeBytes + (int)length;
            return true;
        }
    }
}
