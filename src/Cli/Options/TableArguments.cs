namespace Orleans.TableService.Cli.Options;

/// <summary>What the options of tables say, in the terms of tables.</summary>
internal sealed class TableArguments(Invocation invocation, TableOptions options)
{
    public BytesFormat Format { get; } = (invocation.Get(options.Hex), invocation.Get(options.Base64)) switch
    {
        (true, true) => throw new UsageException("Give --hex or --base64, not both."),
        (true, false) => BytesFormat.Hex,
        (false, true) => BytesFormat.Base64,
        _ => BytesFormat.Text,
    };

    public string Table => invocation.Need(options.Table);

    public byte[] Parse(string text) => BytesText.Parse(text, Format);

    /// <summary>The key that is typed for one entry, in both parts.</summary>
    public (byte[] PKey, byte[] LKey) KeyOf(string key)
    {
        var lKey = Parse(key);
        return (invocation.Get(options.PKey) is { } pKey ? Parse(pKey) : lKey, lKey);
    }

    public KeyInterval Interval()
    {
        var (start, end, prefix) =
            (invocation.Get(options.Start), invocation.Get(options.End), invocation.Get(options.Prefix));
        if (prefix is not null)
        {
            return start is null && end is null
                ? KeyInterval.Prefix(Parse(prefix))
                : throw new UsageException("Give --prefix, or --start and --end, not both.");
        }

        ReadOnlyMemory<byte> first = start is null ? default : Parse(start);
        return end is null ? new KeyInterval(first, null) : new KeyInterval(first, Parse(end));
    }

    /// <summary>A value as it is typed, or standard input where a hyphen is.</summary>
    public async Task<byte[]> ReadValueAsync(string text, CancellationToken cancellationToken)
    {
        if (text != "-")
        {
            return Parse(text);
        }

        using var content = new MemoryStream();
        await invocation.Context.Input.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
        return content.ToArray();
    }
}
