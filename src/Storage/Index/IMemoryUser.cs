namespace Orleans.TableService.Storage.Index;

/// <summary>Who has a part of a memory that <see cref="MemoryTurns"/> share out.</summary>
internal interface IMemoryUser
{
    /// <summary>
    /// Whether it has what it should give back when a turn begins. Called by any thread; waits for nothing.
    /// </summary>
    bool IsStaleIn(int turn);

    /// <summary>Gives memory back, or sees to it that this is done soon. Called by any thread.</summary>
    void GiveBack();
}
