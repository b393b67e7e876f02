using System.Globalization;
using System.Text;

namespace Orleans.TableService.Cli.Transactions;

/// <summary>Splits a line into words, quoted words and signs.</summary>
/// <param name="line">The line.</param>
/// <param name="signs">Characters that are words of their own; != is one of them if ! is.</param>
internal sealed class Tokenizer(string line, string signs)
{
    private int _next;

    /// <exception cref="UsageException">A quote or an escape is not complete.</exception>
    public static List<Token> Split(string line, string signs = "")
    {
        var tokenizer = new Tokenizer(line, signs);
        var tokens = new List<Token>();
        while (tokenizer.Next() is { } token)
        {
            tokens.Add(token);
        }

        return tokens;
    }

    private Token? Next()
    {
        while (_next < line.Length && char.IsWhiteSpace(line[_next]))
        {
            _next++;
        }

        if (_next == line.Length || line[_next] == '#')
        {
            return null;
        }

        return line[_next] == '"' ? Quoted() : signs.Contains(line[_next]) ? Sign() : Word();
    }

    private Token Sign()
    {
        var length = line.AsSpan(_next).StartsWith("!=") ? 2 : 1;
        _next += length;
        return Bare(line.Substring(_next - length, length));
    }

    private Token Word()
    {
        var start = _next;
        while (_next < line.Length && !char.IsWhiteSpace(line[_next]) && !signs.Contains(line[_next]))
        {
            _next++;
        }

        return Bare(line[start.._next]);
    }

    private Token Quoted()
    {
        var start = ++_next;
        var bytes = new List<byte>();
        while (_next < line.Length && line[_next] != '"')
        {
            var from = _next;
            if (line[_next++] == '\\')
            {
                bytes.AddRange(Escaped());
            }
            else
            {
                _next += char.IsHighSurrogate(line[from]) && _next < line.Length ? 1 : 0;
                bytes.AddRange(Encoding.UTF8.GetBytes(line[from.._next]));
            }
        }

        if (_next == line.Length)
        {
            throw new UsageException("a quote is not closed.");
        }

        _next++;
        return new Token(line[start..(_next - 1)], [.. bytes], IsQuoted: true);
    }

    private byte[] Escaped()
    {
        var escape = _next < line.Length ? line[_next++] : ' ';
        switch (escape)
        {
            case '"' or '\\':
                return [(byte)escape];
            case 'n':
                return "\n"u8.ToArray();
            case 'r':
                return "\r"u8.ToArray();
            case 't':
                return "\t"u8.ToArray();
            case 'x' when byte.TryParse(
                NextTwo(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b):
                _next += 2;
                return [b];
            default:
                throw new UsageException(
                    """behind a backslash stands one of " \ n r t, or x and two hexadecimal digits.""");
        }
    }

    private ReadOnlySpan<char> NextTwo() => line.AsSpan(_next, Math.Min(2, line.Length - _next));

    private static Token Bare(string text) => new(text, Encoding.UTF8.GetBytes(text), IsQuoted: false);
}
