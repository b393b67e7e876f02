namespace Orleans.TableService.Storage.Index;

/// <summary>
/// The time of those who share a memory, in turns: at the end of each, who has not used his part lately gives it back.
/// Safe for use by many threads.
/// </summary>
/// <remarks>How long a turn is says whoever ends it: by what was added, not by the clock.</remarks>
internal sealed class MemoryTurns
{
    private readonly Lock _lock = new();
    private readonly HashSet<IMemoryUser> _users = [];
    private int _userCount;
    private int _number;

    /// <summary>The number of the turn.</summary>
    public int Number => Volatile.Read(ref _number);

    /// <summary>How many have a part.</summary>
    public int UserCount => Volatile.Read(ref _userCount);

    /// <summary>Somebody has a part from now on, or still has.</summary>
    public void Join(IMemoryUser user)
    {
        lock (_lock)
        {
            _users.Add(user);
            Volatile.Write(ref _userCount, _users.Count);
        }
    }

    /// <summary>Somebody has no part any more.</summary>
    public void Leave(IMemoryUser user)
    {
        lock (_lock)
        {
            _users.Remove(user);
            Volatile.Write(ref _userCount, _users.Count);
        }
    }

    /// <summary>Ends the turn.</summary>
    public void End()
    {
        IMemoryUser[] stale;
        lock (_lock)
        {
            Volatile.Write(ref _number, _number + 1);
            stale = [.. _users.Where(user => user.IsStaleIn(_number))];
        }

        Array.ForEach(stale, user => user.GiveBack());
    }
}
