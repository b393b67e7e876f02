namespace Orleans.TableService.Storage.Index;

/// <summary>
/// Which room is kept for its next use: some that was not used, and more if a quarter of it was.
/// </summary>
/// <param name="Unused">How much is kept even if nothing of it was used.</param>
/// <param name="Max">How much is kept at most.</param>
internal readonly record struct KeptRoom(int Unused, long Max = long.MaxValue)
{
    private const int UsedShare = 4;

    /// <summary>Whether room is kept.</summary>
    /// <param name="capacity">How much there is.</param>
    /// <param name="used">How much of it was used.</param>
    public bool Keeps(int capacity, int used) =>
        capacity <= Max && (capacity <= Unused || used >= capacity / UsedShare);
}
