namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>Memory for the keys and values of one page: a few arrays rather than two for each entry.</summary>
/// <remarks>Whoever keeps one entry of a page keeps up to 16 KiB with it; so arrays are not larger.</remarks>
internal sealed class PageMemory
{
    private const int PieceSizeMinBytes = 256;
    private const int PieceSizeMaxBytes = 16 << 10;

    // What is larger gets an array of its own, so that little of a piece is left unused.
    private const int SharedSizeMaxBytes = 2 << 10;

    private byte[] _piece = [];
    private int _used;

    /// <summary>A copy of bytes, which nobody changes any more.</summary>
    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > SharedSizeMaxBytes)
        {
            return bytes.ToArray();
        }

        if (bytes.Length > _piece.Length - _used)
        {
            var size = Math.Clamp(4 * _piece.Length, PieceSizeMinBytes, PieceSizeMaxBytes);
            _piece = GC.AllocateUninitializedArray<byte>(Math.Max(size, bytes.Length));
            _used = 0;
        }

        bytes.CopyTo(_piece.AsSpan(_used));
        var copy = _piece.AsMemory(_used, bytes.Length);
        _used += bytes.Length;
        return copy;
    }
}
