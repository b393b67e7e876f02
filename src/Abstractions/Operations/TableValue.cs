using System.Globalization;

namespace Orleans.TableService;

/// <summary>What a key holds: bytes or a number. The two do not convert into each other.</summary>
/// <remarks>Keeps the memory that it is given; neither side changes it afterwards.</remarks>
public readonly struct TableValue : IEquatable<TableValue>
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _number;

    /// <summary>A value of bytes, which may be empty.</summary>
    public TableValue(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>A number, as increments make it.</summary>
    public TableValue(long number)
    {
        _number = number;
        IsNumber = true;
    }

    /// <summary>Whether the value is a number.</summary>
    public bool IsNumber { get; }

    /// <summary>The bytes; empty for a number.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The number; 0 for bytes.</summary>
    public long Number => _number;

    /// <inheritdoc/>
    public bool Equals(TableValue other) =>
        IsNumber == other.IsNumber && _number == other._number && _bytes.Span.SequenceEqual(other._bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TableValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_number);
        hash.AddBytes(_bytes.Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() =>
        IsNumber ? _number.ToString(CultureInfo.InvariantCulture) : Convert.ToHexString(_bytes.Span);

    /// <summary>Whether both are of one type and hold the same.</summary>
    public static bool operator ==(TableValue left, TableValue right) => left.Equals(right);

    /// <summary>Whether type or content differ.</summary>
    public static bool operator !=(TableValue left, TableValue right) => !left.Equals(right);
}
