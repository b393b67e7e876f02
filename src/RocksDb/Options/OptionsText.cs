using System.Globalization;
using System.Text;

namespace Orleans.TableService.RocksDb;

/// <summary>Options in the text form that RocksDB reads: <c>name=value;name=value</c>.</summary>
internal sealed class OptionsText
{
    private readonly StringBuilder _text = new();

    public void Add(string name, bool value) => AddWord(name, value ? "true" : "false");

    public void Add(string name, long value) => AddWord(name, value.ToString(CultureInfo.InvariantCulture));

    public void Add(string name, double value) => AddWord(name, value.ToString("R", CultureInfo.InvariantCulture));

    public void Add(string name, RocksCompression value) => AddWord(name, value switch
    {
        RocksCompression.None => "kNoCompression",
        RocksCompression.Lz4 => "kLZ4Compression",
        RocksCompression.Zstandard => "kZSTD",
        RocksCompression.Snappy => "kSnappyCompression",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "Unknown compression."),
    });

    public void AddWord(string name, string word) => _text.Append(name).Append('=').Append(word).Append(';');

    public override string ToString() => _text.ToString();
}
