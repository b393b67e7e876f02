namespace Orleans.TableService;

/// <summary>The one table from fault codes to exception types.</summary>
internal static class FaultExceptions
{
    public static TableException Create(Fault fault) => fault.Code switch
    {
        FaultCode.InvalidName => new InvalidNameException(fault),
        FaultCode.InvalidRequest => new InvalidRequestException(fault),
        FaultCode.TooLarge => new TooLargeException(fault),
        FaultCode.NamespaceNotFound => new NamespaceNotFoundException(fault),
        FaultCode.NamespaceExists => new NamespaceExistsException(fault),
        FaultCode.NamespaceNotEmpty => new NamespaceNotEmptyException(fault),
        FaultCode.StreamNotFound => new StreamNotFoundException(fault),
        FaultCode.StreamExists => new StreamExistsException(fault),
        FaultCode.WrongStorageType => new WrongStorageTypeException(fault),
        FaultCode.WrongValueType => new WrongValueTypeException(fault),
        FaultCode.NumberOverflow => new NumberOverflowException(fault),
        FaultCode.ConditionFailed => new ConditionFailedException(fault),
        FaultCode.RevisionCompacted => new RevisionCompactedException(fault),
        FaultCode.StaleRouting => new StaleRoutingException(fault),
        FaultCode.RangeUnavailable => new RangeUnavailableException(fault),
        FaultCode.ResourceExhausted => new ResourceExhaustedException(fault),
        FaultCode.UnknownOutcome => new UnknownOutcomeException(fault),
        FaultCode.JournalCorrupted => new JournalCorruptedException(fault),
        FaultCode.Unavailable => new UnavailableException(fault),
        _ => new InternalTableException(fault),
    };
}
