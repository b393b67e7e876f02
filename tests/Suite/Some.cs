using System.Globalization;
using System.Text;

namespace Orleans.TableService.Tests.Suite;

/// <summary>Short ways to say keys, operations and transactions.</summary>
internal static class Some
{
    public static byte[] Key(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Key(string prefix, int number) =>
        Key(prefix + number.ToString("d6", CultureInfo.InvariantCulture));

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static PutOperation Put(string lKey, string value) => new() { LKey = Key(lKey), Value = Key(value) };

    public static GetOperation Get(string lKey) => new() { LKey = Key(lKey) };

    public static DeleteOperation Delete(string lKey) => new() { LKey = Key(lKey) };

    public static IncrementOperation Increment(string lKey, long amount) => new() { LKey = Key(lKey), Amount = amount };

    public static RangeOperation Range(KeyInterval lKeys) => new() { LKeys = lKeys };

    // An array that is null would become an empty key, not an absent bound.
    public static KeyInterval Interval(string start, string? end) =>
        new(Key(start), end is null ? default(ReadOnlyMemory<byte>?) : Key(end));

    public static TableTransaction Transaction(string pKey, params TableOperation[] operations) =>
        new() { PKey = Key(pKey), Success = operations };

    public static IEnumerable<string> LKeys(IEnumerable<TableEntry> entries) =>
        entries.Select(entry => Text(entry.LKey));

    /// <summary>Puts one key per number from 0, values of the given size, in transactions of 100.</summary>
    public static async Task FillAsync(ITable table, string pKey, int count, int valueSizeBytes = 1)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(100))
        {
            await table.CommitAsync(new TableTransaction
            {
                PKey = Key(pKey),
                Success = [.. numbers.Select(n =>
                    new PutOperation { LKey = Key("k", n), Value = new byte[valueSizeBytes] })],
            });
        }
    }
}
