using System.Text;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Short forms of transactions.</summary>
internal static class Tx
{
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(in TableValue value) =>
        value.IsNumber ? $"#{value.Number}" : Encoding.UTF8.GetString(value.Bytes.Span);

    public static PutOperation Put(string lKey, string value) => new() { LKey = Bytes(lKey), Value = Bytes(value) };

    public static GetOperation Get(string lKey) => new() { LKey = Bytes(lKey) };

    public static DeleteOperation Delete(string lKey) => new() { LKey = Bytes(lKey) };

    public static IncrementOperation Increment(string lKey, long amount) =>
        new() { LKey = Bytes(lKey), Amount = amount };

    public static TableTransaction Of(string pKey, params TableOperation[] operations) =>
        new() { PKey = Bytes(pKey), Success = operations };
}
