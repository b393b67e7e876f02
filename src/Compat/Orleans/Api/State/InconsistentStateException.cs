using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The stored record is not the version that the writer last saw.</summary>
[GenerateSerializer]
public class InconsistentStateException : OrleansException
{
    /// <summary>Without facts.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>With a sentence.</summary>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence and a cause.</summary>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>With both versions.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    /// <summary>With both versions and a cause.</summary>
    public InconsistentStateException(
        string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The version in the store.</summary>
    [Id(1)]
    public string? StoredEtag { get; private set; }

    /// <summary>The version that the writer saw.</summary>
    [Id(2)]
    public string? CurrentEtag { get; private set; }
}
