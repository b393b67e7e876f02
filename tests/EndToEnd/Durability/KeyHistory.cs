using System.Globalization;
using System.Text;

namespace Orleans.TableService.EndToEnd.Durability;

/// <summary>What one writer knows of one key that nobody else writes.</summary>
internal sealed class KeyHistory(string key)
{
    private readonly List<long> _unknown = [];
    private long _acknowledged = -1;
    private long _acknowledgedVersion = -1;

    public ReadOnlyMemory<byte> Key { get; } = Encoding.UTF8.GetBytes(key);

    /// <summary>The value of attempt number <paramref name="attempt"/>, of at least so many bytes.</summary>
    public static byte[] Value(long attempt, int sizeBytes) =>
        Encoding.UTF8.GetBytes(attempt.ToString(CultureInfo.InvariantCulture).PadRight(sizeBytes));

    public void Acknowledge(long attempt, long version)
    {
        _acknowledged = attempt;
        _acknowledgedVersion = version;
        _unknown.Clear();
    }

    /// <summary>The attempt may have happened, or may not.</summary>
    public void Doubt(long attempt) => _unknown.Add(attempt);

    /// <summary>Checks what is stored in the end against what was acknowledged.</summary>
    public void Verify(TableEntry? entry)
    {
        if (entry is null)
        {
            Assert.True(_acknowledged < 0, $"{key}: attempt {_acknowledged} was acknowledged and is gone.");
            return;
        }

        var stored = long.Parse(Encoding.UTF8.GetString(entry.Value.Bytes.Span), CultureInfo.InvariantCulture);
        if (stored == _acknowledged)
        {
            Assert.Equal(_acknowledgedVersion, entry.Version);
            return;
        }

        Assert.True(
            _unknown.Contains(stored),
            $"{key} holds attempt {stored}; acknowledged is {_acknowledged}, in doubt {string.Join(',', _unknown)}.");
        Assert.InRange(entry.Version, _acknowledgedVersion + 1, _acknowledgedVersion + _unknown.Count);
    }
}
