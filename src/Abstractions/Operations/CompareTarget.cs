namespace Orleans.TableService;

/// <summary>The fact of an entry that a compare looks at.</summary>
public enum CompareTarget
{
    /// <summary>What the key holds.</summary>
    Value = 1,

    /// <summary><see cref="TableEntry.Version"/>.</summary>
    Version = 2,

    /// <summary><see cref="TableEntry.CreateRevision"/>.</summary>
    CreateRevision = 3,

    /// <summary><see cref="TableEntry.ModRevision"/>.</summary>
    ModRevision = 4,

    /// <summary>1 when the key is present, else 0.</summary>
    Exists = 5,
}
