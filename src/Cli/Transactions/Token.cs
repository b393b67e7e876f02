using System.Globalization;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Transactions;

/// <summary>A word of a transaction's text.</summary>
/// <param name="Text">The word without its quotes; escapes are resolved only in <paramref name="Bytes"/>.</param>
/// <param name="Bytes">What the word says, escapes resolved.</param>
/// <param name="IsQuoted">Whether it stood in quotes.</param>
internal sealed record Token(string Text, byte[] Bytes, bool IsQuoted)
{
    /// <summary>The word as a key or as bytes of a value.</summary>
    public byte[] AsBytes(BytesFormat format) => format == BytesFormat.Text ? Bytes : BytesText.Parse(Text, format);

    /// <summary>The word as a number; <see langword="null"/> when it is quoted or none.</summary>
    public long? AsNumber() =>
        !IsQuoted && long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Whether it is this sign or word, unquoted.</summary>
    public bool Is(string text) => !IsQuoted && Text == text;
}
