namespace Orleans.TableService.Testing;

/// <summary>A transaction that changed something; its revision is its place in the history, from 1.</summary>
internal sealed record Commit(ReadOnlyMemory<byte> PKey, IReadOnlyList<TableChange> Changes)
{
    /// <summary>The changes that a watch asks for.</summary>
    public IEnumerable<TableChange> Of(WatchRequest request) =>
        PKey.Span.SequenceEqual(request.PKey.Span)
            ? Changes.Where(change => request.LKeys.Contains(change.LKey.Span))
            : [];
}
