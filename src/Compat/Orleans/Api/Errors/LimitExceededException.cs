namespace Orleans.Runtime;

/// <summary>More calls wait at an activation than its limit allows; this one did not run.</summary>
[GenerateSerializer]
public sealed class LimitExceededException : OrleansException
{
    /// <summary>Without facts.</summary>
    public LimitExceededException()
        : base("Limit exceeded")
    {
    }

    /// <summary>With a sentence.</summary>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence and a cause.</summary>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With the facts of the limit.</summary>
    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"Limit exceeded {limitName} Current={current} Threshold={threshold} {extraInfo}")
    {
    }
}
