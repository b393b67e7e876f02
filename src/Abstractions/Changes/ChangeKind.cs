namespace Orleans.TableService;

/// <summary>What happened to a key.</summary>
public enum ChangeKind
{
    /// <summary>It was written.</summary>
    Put = 1,

    /// <summary>It was removed.</summary>
    Delete = 2,
}
