namespace Orleans.TableService.Testing;

/// <summary>A namespace and its streams by name.</summary>
internal sealed record InMemoryNamespace(NamespaceInfo Info)
{
    public SortedDictionary<string, InMemoryTable> Streams { get; } = new(StringComparer.Ordinal);
}
