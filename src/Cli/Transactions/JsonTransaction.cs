using System.Text.Json;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Transactions;

/// <summary>Reads a transaction from JSON: see <see cref="TransactionHelp"/>.</summary>
internal static class JsonTransaction
{
    /// <returns>The transaction, its pKey still empty.</returns>
    /// <exception cref="UsageException">The JSON is none, or not of a transaction.</exception>
    public static TableTransaction Parse(string text, BytesFormat format)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = new JsonMembers(document.RootElement, "the transaction", format);
            var transaction = new TableTransaction
            {
                PKey = default,
                Compares = [.. root.List("compares").Select(one => Compare(new JsonMembers(one, "a compare", format)))],
                Success = [.. root.List("success").Select(one => Operation(one, format))],
                Failure = [.. root.List("failure").Select(one => Operation(one, format))],
            };
            root.End();
            return transaction;
        }
        catch (JsonException exception)
        {
            throw new UsageException($"The transaction is not JSON: {exception.Message}");
        }
    }

    private static TableCompare Compare(JsonMembers members)
    {
        var target = CompareLine.Target(members.NeedText("target"));
        var compare = new TableCompare
        {
            LKey = members.NeedBytes("key"),
            Target = target,
            Operator = CompareLine.Operator(members.NeedText("operator")),
            Value = target == CompareTarget.Value ? members.NeedValue("value") : default,
            Number = target == CompareTarget.Value ? 0 : members.NeedNumber("value"),
        };
        members.End();
        return compare;
    }

    private static TableOperation Operation(JsonElement element, BytesFormat format)
    {
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Count() != 1)
        {
            throw new UsageException("An operation looks like {\"put\": {\"key\": \"k\", \"value\": \"v\"}}.");
        }

        var named = element.EnumerateObject().First();
        var members = new JsonMembers(named.Value, named.Name, format);
        var operation = Operation(named.Name, members);
        members.End();
        return operation;
    }

    private static TableOperation Operation(string name, JsonMembers members) => name switch
    {
        "put" => new PutOperation
        {
            LKey = members.NeedBytes("key"),
            Value = members.NeedBytes("value"),
            ReturnPrevious = members.Flag("prev"),
            ExpectedVersion = members.Number("expectedVersion"),
            ExpectedRevision = members.Number("expectedRevision"),
        },
        "get" => new GetOperation { LKey = members.NeedBytes("key") },
        "delete" => new DeleteOperation
        {
            LKey = members.NeedBytes("key"),
            ReturnPrevious = members.Flag("prev"),
            ExpectedVersion = members.Number("expectedVersion"),
            ExpectedRevision = members.Number("expectedRevision"),
        },
        "incr" => new IncrementOperation { LKey = members.NeedBytes("key"), Amount = members.NeedNumber("amount") },
        "range" => new RangeOperation
        {
            LKeys = members.Interval(),
            Limit = members.Limit(),
            Descending = members.Flag("reverse"),
            KeysOnly = members.Flag("keysOnly"),
            CountOnly = members.Flag("countOnly"),
        },
        "deleteRange" => new DeleteRangeOperation
        {
            LKeys = members.Interval(),
            Limit = members.Limit(),
            ReturnPrevious = members.Flag("prev"),
        },
        _ => throw new UsageException($"'{name}' is not one of put, get, delete, incr, range, deleteRange."),
    };
}
