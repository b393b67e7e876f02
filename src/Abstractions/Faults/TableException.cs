namespace Orleans.TableService;

/// <summary>
/// A failure that the service foresees; each kind has a type with its facts, listed in docs/errors.md.
/// </summary>
public abstract class TableException : Exception
{
    private protected TableException(Fault fault)
        : base(fault.Message) => Fault = fault;

    /// <summary>The failure as a value.</summary>
    public Fault Fault { get; }

    /// <summary>Its kind.</summary>
    public FaultCode Code => Fault.Code;
}
