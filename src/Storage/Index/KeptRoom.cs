namespace Orleans.TableService.Storage.Index;

/// <summary>
/// Which room is kept for its next use: not more than a bound, nor what several uses in a row had too much of. Uses of
/// one kind come between those of another, and one small batch does not tell that the next is small too.
/// </summary>
/// <param name="unused">How much is kept even if nothing of it was used.</param>
/// <param name="patience">Uses in a row of less than a quarter after which the rest is given back.</param>
/// <param name="max">How much is kept at most.</param>
internal struct KeptRoom(int unused, int patience, long max = long.MaxValue)
{
    private const int UsedShare = 4;

    private int _smallUses;

    /// <summary>Whether room is kept after a use; one of nothing says nothing.</summary>
    /// <param name="capacity">How much there is.</param>
    /// <param name="used">How much of it was used.</param>
    public bool Keeps(int capacity, int used)
    {
        if (used > 0)
        {
            _smallUses = !IsSmall(capacity) && used < capacity / UsedShare ? _smallUses + 1 : 0;
        }

        var keeps = capacity <= max && _smallUses < patience;
        _smallUses = keeps ? _smallUses : 0;
        return keeps;
    }

    /// <summary>Whether it is so little that it is kept at rest.</summary>
    public readonly bool IsSmall(int capacity) => capacity <= unused;
}
