namespace Orleans.Runtime;

/// <summary>The activation that fed an enumeration is gone; start a new enumeration.</summary>
[GenerateSerializer]
public class EnumerationAbortedException : Exception
{
    /// <summary>Without facts.</summary>
    public EnumerationAbortedException()
    {
    }

    /// <summary>With a sentence.</summary>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence and a cause.</summary>
    public EnumerationAbortedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
