using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Transactions;

/// <summary>Reads a compare: <c>target(key) operator operand</c>.</summary>
internal static class CompareLine
{
    /// <returns><see langword="null"/> when there is nothing on the line.</returns>
    public static TableCompare? Parse(string line, BytesFormat format)
    {
        var tokens = Tokenizer.Split(line, signs: "()=!<>");
        if (tokens.Count == 0)
        {
            return null;
        }

        if (tokens.Count != 6 || !tokens[1].Is("(") || !tokens[3].Is(")"))
        {
            throw new UsageException("a compare looks like: version(\"key\") = 3");
        }

        var target = Target(tokens[0].Text);
        var operand = tokens[5];
        return new TableCompare
        {
            LKey = tokens[2].AsBytes(format),
            Target = target,
            Operator = Operator(tokens[4].Text),
            Value = target == CompareTarget.Value ? Value(operand, format) : default,
            Number = target == CompareTarget.Value
                ? 0
                : operand.AsNumber() ?? throw new UsageException($"'{operand.Text}' is not a whole number."),
        };
    }

    public static CompareTarget Target(string text) => text switch
    {
        "value" => CompareTarget.Value,
        "version" => CompareTarget.Version,
        "create" => CompareTarget.CreateRevision,
        "mod" => CompareTarget.ModRevision,
        "exists" => CompareTarget.Exists,
        _ => throw new UsageException($"'{text}' is not one of value, version, create, mod, exists."),
    };

    public static CompareOperator Operator(string text) => text switch
    {
        "=" => CompareOperator.Equal,
        "!=" => CompareOperator.NotEqual,
        ">" => CompareOperator.Greater,
        "<" => CompareOperator.Less,
        _ => throw new UsageException($"'{text}' is not one of = != < >."),
    };

    private static TableValue Value(Token operand, BytesFormat format) =>
        operand.AsNumber() is { } number ? new TableValue(number) : new TableValue(operand.AsBytes(format));
}
