namespace Orleans.TableService;

/// <summary>The kinds of domain failure. Numbers and names are part of the wire and never change.</summary>
public enum FaultCode
{
    /// <summary>A name is empty, too long or holds a character that names may not hold.</summary>
    InvalidName = 1,

    /// <summary>An argument is missing, out of bounds or contradicts another.</summary>
    InvalidRequest = 2,

    /// <summary>Something is over a limit; nothing was changed.</summary>
    TooLarge = 3,

    /// <summary>There is no namespace of this name.</summary>
    NamespaceNotFound = 4,

    /// <summary>There is a namespace of this name already.</summary>
    NamespaceExists = 5,

    /// <summary>The namespace still has streams.</summary>
    NamespaceNotEmpty = 6,

    /// <summary>There is no stream or table of this name, or it was deleted.</summary>
    StreamNotFound = 7,

    /// <summary>There is a stream or table of this name already.</summary>
    StreamExists = 8,

    /// <summary>A stream was used as a table, or a table as a stream.</summary>
    WrongStorageType = 9,

    /// <summary>A put on a number or an increment on bytes; nothing was changed.</summary>
    WrongValueType = 10,

    /// <summary>A sum does not fit into 64 bits; nothing was changed.</summary>
    NumberOverflow = 11,

    /// <summary>A key's version or revision is not the expected one; nothing was changed.</summary>
    ConditionFailed = 12,

    /// <summary>The history at the asked revision is trimmed away.</summary>
    RevisionCompacted = 13,

    /// <summary>The range does not own the key; the routing table is to be fetched again.</summary>
    StaleRouting = 14,

    /// <summary>The range is not served just now; the request was not carried out.</summary>
    RangeUnavailable = 15,

    /// <summary>A queue, the memory or the disk is full; the request was not carried out.</summary>
    ResourceExhausted = 16,

    /// <summary>The write may or may not have happened: read before writing again.</summary>
    UnknownOutcome = 17,

    /// <summary>
    /// Acknowledged data is damaged on disk; the range refuses to serve rather than lose it silently.
    /// </summary>
    JournalCorrupted = 18,

    /// <summary>The service cannot be reached or is stopping; the request was not carried out.</summary>
    Unavailable = 19,

    /// <summary>A defect: an invariant does not hold.</summary>
    Internal = 20,
}
