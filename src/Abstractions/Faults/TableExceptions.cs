namespace Orleans.TableService;

/// <summary>A name is empty, too long or holds a character that names may not hold. See docs/errors.md.</summary>
public sealed class InvalidNameException(Fault fault) : TableException(fault)
{
    /// <summary>The name as it was given.</summary>
    public string Name => Fault.Text("name");
}

/// <summary>An argument is missing, out of bounds or contradicts another. See docs/errors.md.</summary>
public sealed class InvalidRequestException(Fault fault) : TableException(fault)
{
    /// <summary>The argument at fault.</summary>
    public string Field => Fault.Text("field");
}

/// <summary>Something is over a limit; nothing was changed. See docs/errors.md.</summary>
public sealed class TooLargeException(Fault fault) : TableException(fault)
{
    /// <summary>What is too large.</summary>
    public string Field => Fault.Text("field");

    /// <summary>The limit, in the unit that the message names.</summary>
    public long Limit => Fault.Number("limit");
}

/// <summary>There is no namespace of this name. See docs/errors.md.</summary>
public sealed class NamespaceNotFoundException(Fault fault) : TableException(fault)
{
    /// <summary>The name.</summary>
    public string NamespaceName => Fault.Text("namespace");
}

/// <summary>There is a namespace of this name already. See docs/errors.md.</summary>
public sealed class NamespaceExistsException(Fault fault) : TableException(fault)
{
    /// <summary>The name.</summary>
    public string NamespaceName => Fault.Text("namespace");
}

/// <summary>The namespace still has streams. See docs/errors.md.</summary>
public sealed class NamespaceNotEmptyException(Fault fault) : TableException(fault)
{
    /// <summary>The name.</summary>
    public string NamespaceName => Fault.Text("namespace");
}

/// <summary>There is no stream or table of this name, or it was deleted. See docs/errors.md.</summary>
public sealed class StreamNotFoundException(Fault fault) : TableException(fault)
{
    /// <summary>The stream's name, or its id where no name is known.</summary>
    public string StreamName => Fault.Text("stream");
}

/// <summary>There is a stream or table of this name already. See docs/errors.md.</summary>
public sealed class StreamExistsException(Fault fault) : TableException(fault)
{
    /// <summary>The name.</summary>
    public string StreamName => Fault.Text("stream");
}

/// <summary>A stream was used as a table, or a table as a stream. See docs/errors.md.</summary>
public sealed class WrongStorageTypeException(Fault fault) : TableException(fault)
{
    /// <summary>The name.</summary>
    public string StreamName => Fault.Text("stream");
}

/// <summary>A put on a number or an increment on bytes; nothing was changed. See docs/errors.md.</summary>
public sealed class WrongValueTypeException(Fault fault) : TableException(fault)
{
    /// <summary>Which operation of the transaction, from 0.</summary>
    public int OperationIndex => (int)Fault.Number("operation");
}

/// <summary>A sum does not fit into 64 bits; nothing was changed. See docs/errors.md.</summary>
public sealed class NumberOverflowException(Fault fault) : TableException(fault)
{
    /// <summary>Which operation of the transaction, from 0.</summary>
    public int OperationIndex => (int)Fault.Number("operation");
}

/// <summary>A key's version or revision is not the expected one; nothing was changed. See docs/errors.md.</summary>
public sealed class ConditionFailedException(Fault fault) : TableException(fault)
{
    /// <summary>Which operation of the transaction, from 0.</summary>
    public int OperationIndex => (int)Fault.Number("operation");

    /// <summary>The key's version; -1 when it is absent.</summary>
    public long ActualVersion => Fault.Number("actual_version");

    /// <summary>The key's mod revision; -1 when it is absent.</summary>
    public long ActualRevision => Fault.Number("actual_revision");
}

/// <summary>The history at the asked revision is trimmed away. See docs/errors.md.</summary>
public sealed class RevisionCompactedException(Fault fault) : TableException(fault)
{
    /// <summary>The oldest revision that a watch can begin at.</summary>
    public long OldestRevision => Fault.Number("oldest_revision");
}

/// <summary>The range does not own the key; the routing table is to be fetched again. See docs/errors.md.</summary>
public sealed class StaleRoutingException(Fault fault) : TableException(fault)
{
    /// <summary>Version of the range map that the range knows.</summary>
    public long MapVersion => Fault.Number("map_version");
}

/// <summary>The range is not served just now; the request was not carried out. See docs/errors.md.</summary>
public sealed class RangeUnavailableException(Fault fault) : TableException(fault)
{
    /// <summary>Which range.</summary>
    public string Range => Fault.Text("range");
}

/// <summary>A queue, the memory or the disk is full; the request was not carried out. See docs/errors.md.</summary>
public sealed class ResourceExhaustedException(Fault fault) : TableException(fault)
{
    /// <summary>What is full.</summary>
    public string Resource => Fault.Text("resource");
}

/// <summary>The write may or may not have happened: read before writing again. See docs/errors.md.</summary>
public sealed class UnknownOutcomeException(Fault fault) : TableException(fault);

/// <summary>
/// Acknowledged data is damaged on disk; the range refuses to serve rather than lose it silently. See docs/errors.md.
/// </summary>
public sealed class JournalCorruptedException(Fault fault) : TableException(fault)
{
    /// <summary>The damaged file.</summary>
    public string File => Fault.Text("file");

    /// <summary>The byte in the file at which the damage shows.</summary>
    public long Position => Fault.Number("position");

    /// <summary>What is wrong there.</summary>
    public string Damage => Fault.Text("damage");
}

/// <summary>
/// The service cannot be reached or is stopping; the request was not carried out. See docs/errors.md.
/// </summary>
public sealed class UnavailableException(Fault fault) : TableException(fault);

/// <summary>A defect: an invariant does not hold. See docs/errors.md.</summary>
public sealed class InternalTableException(Fault fault) : TableException(fault);
