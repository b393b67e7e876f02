namespace Orleans.Runtime;

/// <summary>Base of the runtime's own errors.</summary>
[GenerateSerializer]
public class OrleansException : Exception
{
    /// <summary>Without facts.</summary>
    public OrleansException()
        : base("Unexpected error.")
    {
    }

    /// <summary>With a sentence.</summary>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence and a cause.</summary>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
