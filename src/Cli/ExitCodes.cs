namespace Orleans.TableService.Cli;

/// <summary>What the process ends with; the help of the tool lists them.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The key is absent, a condition does not hold, or the server refuses the request.</summary>
    public const int Refused = 1;

    /// <summary>The command line, or the transaction that it names, cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>The server cannot be reached or does not serve just now; nothing was done.</summary>
    public const int Unavailable = 3;

    /// <summary>It is not known whether a write happened.</summary>
    public const int UnknownOutcome = 4;

    /// <summary>A defect of this tool.</summary>
    public const int Defect = 70;

    /// <summary>Interrupted by a signal, as shells number it.</summary>
    public const int Interrupted = 130;

    public static int Of(TableException exception) => exception.Code switch
    {
        FaultCode.Unavailable or FaultCode.RangeUnavailable or FaultCode.ResourceExhausted => Unavailable,
        FaultCode.UnknownOutcome => UnknownOutcome,
        _ => Refused,
    };
}
