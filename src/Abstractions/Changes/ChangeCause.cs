namespace Orleans.TableService;

/// <summary>Why a key changed.</summary>
public enum ChangeCause
{
    /// <summary>A client's operation.</summary>
    Client = 1,

    /// <summary>The key's time to live ran out.</summary>
    Expired = 2,

    /// <summary>The lease that the key was attached to ended.</summary>
    Lease = 3,
}
