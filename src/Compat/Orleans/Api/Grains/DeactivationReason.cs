namespace Orleans;

/// <summary>Why an activation ends, with the facts.</summary>
#pragma warning disable CA1815 // Upstream defines no equality.
public readonly struct DeactivationReason
#pragma warning restore CA1815
{
    /// <summary>A reason without an exception.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>A reason caused by <paramref name="exception"/>.</summary>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Description = text;
        Exception = exception;
    }

    /// <summary>A sentence.</summary>
    public string Description { get; }

    /// <summary>The kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>What failed, if anything did.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString()
        => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} ({Exception})";
}
