namespace Orleans.TableService;

/// <summary>How the ranges of a stream divide its pKeys.</summary>
public enum KeyType
{
    /// <summary>By hash: pKeys spread evenly, neighbours do not stay together.</summary>
    Hash = 1,

    /// <summary>By the bytes of the pKey: neighbours stay together.</summary>
    Raw = 2,
}
