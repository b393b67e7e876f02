using System.Globalization;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Transactions;

/// <summary>Reads an operation: its name, its keys and values, its flags.</summary>
internal sealed class OperationLine
{
    private readonly BytesFormat _format;
    private readonly List<Token> _words = [];
    private readonly Dictionary<string, Token?> _flags = new(StringComparer.Ordinal);

    private OperationLine(IEnumerable<Token> tokens, BytesFormat format)
    {
        _format = format;
        foreach (var token in tokens)
        {
            if (token.IsQuoted || !token.Text.StartsWith("--", StringComparison.Ordinal))
            {
                _words.Add(token);
                continue;
            }

            var split = token.Text.IndexOf('=', StringComparison.Ordinal);
            var operand = split < 0 ? null : Tokenizer.Split(token.Text[(split + 1)..]).FirstOrDefault();
            _flags[split < 0 ? token.Text : token.Text[..split]] = operand;
        }
    }

    /// <returns><see langword="null"/> when there is nothing on the line.</returns>
    public static TableOperation? Parse(string line, BytesFormat format)
    {
        var tokens = Tokenizer.Split(line);
        return tokens.Count == 0 ? null : new OperationLine(tokens, format).Read();
    }

    private TableOperation Read()
    {
        TableOperation operation = _words.Count == 0 ? throw Unknown("") : _words[0].Text switch
        {
            "put" => Put(),
            "get" => new GetOperation { LKey = Key("get KEY", 2) },
            "delete" => Delete(),
            "incr" => Increment(),
            "range" => Range(),
            "delete-range" => DeleteRange(),
            var other => throw Unknown(other),
        };

        return _flags.Count == 0
            ? operation
            : throw new UsageException($"{_words[0].Text} has no flag {_flags.Keys.First()}.");
    }

    private PutOperation Put() => new()
    {
        LKey = Key("put KEY VALUE [--prev] [--expected-version=N] [--expected-revision=N]", 3),
        Value = _words[2].AsBytes(_format),
        ReturnPrevious = Flag("--prev"),
        ExpectedVersion = Number("--expected-version"),
        ExpectedRevision = Number("--expected-revision"),
    };

    private DeleteOperation Delete() => new()
    {
        LKey = Key("delete KEY [--prev] [--expected-version=N] [--expected-revision=N]", 2),
        ReturnPrevious = Flag("--prev"),
        ExpectedVersion = Number("--expected-version"),
        ExpectedRevision = Number("--expected-revision"),
    };

    private IncrementOperation Increment() => new()
    {
        LKey = Key("incr KEY AMOUNT", 3),
        Amount = _words[2].AsNumber() ?? throw new UsageException($"'{_words[2].Text}' is not a whole number."),
    };

    private RangeOperation Range() => new()
    {
        LKeys = Interval("range [START [END]] [--prefix=KEY] [--limit=N] [--reverse] [--keys-only] [--count-only]"),
        Limit = Limit(),
        Descending = Flag("--reverse"),
        KeysOnly = Flag("--keys-only"),
        CountOnly = Flag("--count-only"),
    };

    private DeleteRangeOperation DeleteRange() => new()
    {
        LKeys = Interval("delete-range [START [END]] [--prefix=KEY] [--limit=N] [--prev]"),
        Limit = Limit(),
        ReturnPrevious = Flag("--prev"),
    };

    private byte[] Key(string usage, int words) =>
        _words.Count == words ? _words[1].AsBytes(_format) : throw new UsageException("it looks like: " + usage);

    private KeyInterval Interval(string usage)
    {
        if (_flags.Remove("--prefix", out var prefix))
        {
            return _words.Count == 1 && prefix is not null
                ? KeyInterval.Prefix(prefix.AsBytes(_format))
                : throw new UsageException("it looks like: " + usage);
        }

        ReadOnlyMemory<byte> start = _words.Count > 1 ? _words[1].AsBytes(_format) : default;
        return _words.Count switch
        {
            1 or 2 => new KeyInterval(start, null),
            3 => new KeyInterval(start, _words[2].AsBytes(_format)),
            _ => throw new UsageException("it looks like: " + usage),
        };
    }

    private bool Flag(string name) => _flags.Remove(name);

    private int Limit()
    {
        var limit = Number("--limit") ?? 0;
        return limit is >= 0 and <= int.MaxValue
            ? (int)limit
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{limit} is not a limit."));
    }

    private long? Number(string name) => !_flags.Remove(name, out var operand)
        ? null
        : operand?.AsNumber() ?? throw new UsageException($"{name} needs a whole number: {name}=N");

    private static UsageException Unknown(string name) =>
        new($"'{name}' is not one of put, get, delete, incr, range, delete-range.");
}
