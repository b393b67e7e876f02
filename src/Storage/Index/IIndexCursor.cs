namespace Orleans.TableService.Storage.Index;

/// <summary>Walks entries in key order. What it shows is valid until it moves.</summary>
internal interface IIndexCursor : IDisposable
{
    /// <summary>The key at which it stands.</summary>
    ReadOnlySpan<byte> Key { get; }

    /// <summary>The encoded entry at which it stands.</summary>
    ReadOnlySpan<byte> Value { get; }

    /// <summary>Goes to the next entry.</summary>
    bool MoveNext();
}
