using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>Walks present entries of the index and of the overlay in one order; the overlay wins.</summary>
internal sealed class IntervalWalk(
    IIndexCursor cursor,
    KeyValuePair<byte[], EntryState>[] overlay,
    bool descending) : IDisposable
{
    private int _next;
    private bool _started;
    private bool _cursorValid;
    private bool _inOverlay;

    /// <summary>The index key at which the walk stands.</summary>
    public ReadOnlySpan<byte> Key => _inOverlay ? overlay[_next].Key : cursor.Key;

    /// <summary>The entry at which it stands; its value is the walker's own, or empty if it is left out.</summary>
    public EntryState Read(bool withValue)
    {
        if (!_inOverlay)
        {
            return EntryCodec.Read(cursor.Value, withValue);
        }

        var state = overlay[_next].Value;
        return withValue || state.Value.IsNumber ? state.WithOwnValue() : state with { Value = default };
    }

    /// <summary>The entry at which it stands, of a page.</summary>
    /// <param name="prefixLength">What of the key stands before the lKey.</param>
    /// <param name="withValue">Whether the value is wanted.</param>
    /// <param name="memory">Where lKey and value are copied.</param>
    public TableEntry Read(int prefixLength, bool withValue, PageMemory memory)
    {
        ReadOnlySpan<byte> bytes;
        EntryState state;
        if (_inOverlay)
        {
            state = overlay[_next].Value;
            bytes = state.Value.Bytes.Span;
        }
        else
        {
            state = EntryCodec.Read(cursor.Value, out bytes);
        }

        return new TableEntry
        {
            LKey = memory.Copy(Key[prefixLength..]),
            Value = !withValue ? default : state.Value.IsNumber ? state.Value : new TableValue(memory.Copy(bytes)),
            CreateRevision = state.CreateRevision,
            ModRevision = state.ModRevision,
            Version = state.Version,
        };
    }

    /// <summary>Goes to the next entry.</summary>
    public bool MoveNext()
    {
        LeaveCurrent();
        while (true)
        {
            if (_next == overlay.Length)
            {
                return _cursorValid;
            }

            var order = Order();
            if (order > 0)
            {
                return true;
            }

            if (order == 0)
            {
                _cursorValid = cursor.MoveNext();
            }

            if (overlay[_next].Value.Exists)
            {
                _inOverlay = true;
                return true;
            }

            _next++;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => cursor.Dispose();

    private void LeaveCurrent()
    {
        if (_inOverlay)
        {
            _next++;
            _inOverlay = false;
        }
        else if (!_started || _cursorValid)
        {
            _started = true;
            _cursorValid = cursor.MoveNext();
        }
    }

    // Below zero: the overlay's key comes first; zero: both have it; above zero: the cursor's comes first.
    private int Order()
    {
        if (!_cursorValid)
        {
            return -1;
        }

        var order = overlay[_next].Key.AsSpan().SequenceCompareTo(cursor.Key);
        return descending ? -order : order;
    }
}
