using System.Globalization;
using System.Text;

namespace Orleans.TableService.Cli.Options;

/// <summary>Bytes as text and back.</summary>
internal static class BytesText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="UsageException">The text is not of the format.</exception>
    public static byte[] Parse(string text, BytesFormat format)
    {
        try
        {
            return format switch
            {
                BytesFormat.Hex => Convert.FromHexString(text),
                BytesFormat.Base64 => Convert.FromBase64String(text),
                _ => Strict.GetBytes(text),
            };
        }
        catch (Exception exception) when (exception is FormatException or EncoderFallbackException)
        {
            var what = format switch
            {
                BytesFormat.Hex => "hexadecimal",
                BytesFormat.Base64 => "base64",
                _ => "Unicode text; give it with --hex or --base64",
            };
            throw new UsageException($"'{Escape(Encoding.UTF8.GetBytes(text))}' is not {what}.");
        }
    }

    public static string Show(ReadOnlySpan<byte> bytes, BytesFormat format) => format switch
    {
        BytesFormat.Hex => Convert.ToHexStringLower(bytes),
        BytesFormat.Base64 => Convert.ToBase64String(bytes),
        _ => IsText(bytes) ? Encoding.UTF8.GetString(bytes) : Escape(bytes),
    };

    /// <summary>As <see cref="Show"/>, but never on more than one line: what stands for one entry stays one.</summary>
    public static string ShowInLine(ReadOnlySpan<byte> bytes, BytesFormat format) =>
        format == BytesFormat.Text && bytes.ContainsAny((byte)'\n', (byte)'\r')
            ? Escape(bytes)
            : Show(bytes, format);

    /// <summary>Whether the bytes are UTF-8 without control characters but tabs and ends of lines.</summary>
    /// <remarks>Others could move the cursor, or worse, in the terminal of who reads a foreign table.</remarks>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) != System.Buffers.OperationStatus.Done
                || !IsShown(rune))
            {
                return false;
            }

            bytes = bytes[consumed..];
        }

        return true;
    }

    /// <summary>Text as it is but for \\ \n \r \t, other bytes as \xHH: as transactions are typed.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        var escaped = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status == System.Buffers.OperationStatus.Done && IsShown(rune))
            {
                escaped.Append(rune.Value switch
                {
                    '\\' => @"\\",
                    '\n' => @"\n",
                    '\r' => @"\r",
                    '\t' => @"\t",
                    _ => rune.ToString(),
                });
            }
            else
            {
                foreach (var b in bytes[..consumed])
                {
                    escaped.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
                }
            }

            bytes = bytes[consumed..];
        }

        return escaped.ToString();
    }

    private static bool IsShown(Rune rune) => !Rune.IsControl(rune) || rune.Value is '\t' or '\n' or '\r';
}
