using System.Text.Json;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Transactions;

/// <summary>Takes the members out of a JSON object one by one, and complains of those that nobody took.</summary>
internal sealed class JsonMembers
{
    private readonly string _what;
    private readonly BytesFormat _format;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    public JsonMembers(JsonElement element, string what, BytesFormat format)
    {
        _what = what;
        _format = format;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new UsageException($"In JSON, {what} is an object.");
        }

        foreach (var member in element.EnumerateObject())
        {
            _members[member.Name] = member.Value;
        }
    }

    public IEnumerable<JsonElement> List(string name) => !_members.Remove(name, out var list)
        ? []
        : list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw Wrong(name, "a list");

    public string NeedText(string name) =>
        Take(name, JsonValueKind.String)?.GetString() ?? throw Wrong(name, "a string");

    public long NeedNumber(string name) => Number(name) ?? throw Wrong(name, "a whole number");

    public long? Number(string name) => !_members.Remove(name, out var member)
        ? null
        : member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number)
            ? number
            : throw Wrong(name, "a whole number");

    public bool Flag(string name) => _members.Remove(name, out var member) && member.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, "true or false"),
    };

    public int Limit() => Number("limit") switch
    {
        null => 0,
        >= 0 and <= int.MaxValue and var limit => (int)limit,
        _ => throw Wrong("limit", "a limit"),
    };

    public byte[] NeedBytes(string name) =>
        Bytes(name) ?? throw Wrong(name, $"a string, or one of {name}Hex and {name}Base64");

    /// <summary>The bytes under a name, or under the name with Hex or Base64 behind it.</summary>
    public byte[]? Bytes(string name) =>
        Take(name, JsonValueKind.String) is { } text
            ? BytesText.Parse(text.GetString()!, _format)
            : Take(name + "Hex", JsonValueKind.String) is { } hex
                ? BytesText.Parse(hex.GetString()!, BytesFormat.Hex)
                : Take(name + "Base64", JsonValueKind.String) is { } base64
                    ? BytesText.Parse(base64.GetString()!, BytesFormat.Base64)
                    : null;

    public TableValue NeedValue(string name) =>
        _members.TryGetValue(name, out var member) && member.ValueKind == JsonValueKind.Number
            ? new TableValue(NeedNumber(name))
            : new TableValue(NeedBytes(name));

    public KeyInterval Interval()
    {
        var (start, end, prefix) = (Bytes("start"), Bytes("end"), Bytes("prefix"));
        if (prefix is not null)
        {
            return start is null && end is null
                ? KeyInterval.Prefix(prefix)
                : throw new UsageException($"In {_what}, give prefix, or start and end, not both.");
        }

        return end is null ? new KeyInterval(start, null) : new KeyInterval(start, end);
    }

    /// <exception cref="UsageException">A member is left that means nothing.</exception>
    public void End()
    {
        if (_members.Count > 0)
        {
            throw new UsageException($"In {_what}, '{_members.Keys.First()}' means nothing.");
        }
    }

    private JsonElement? Take(string name, JsonValueKind kind) =>
        _members.TryGetValue(name, out var member) && member.ValueKind == kind && _members.Remove(name) ? member : null;

    private UsageException Wrong(string name, string expected) => new($"In {_what}, '{name}' is {expected}.");
}
