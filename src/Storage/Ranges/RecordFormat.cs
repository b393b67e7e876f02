namespace Orleans.TableService.Storage.Ranges;

/// <summary>Numbers of the record payload's format, docs/file-format-index.md; they never change.</summary>
internal static class RecordFormat
{
    public const byte Version = 1;

    // Flags of a record.
    public const byte HasOperationId = 1;

    // Flags of a key.
    public const byte IsDelete = 1;
    public const byte IsNumber = 2;
    public const byte HasLease = 4;
    public const byte HasExpiry = 8;
    public const byte HasPrevious = 16;
    public const byte PreviousIsNumber = 32;
    public const byte HasModRevision = 64;
    public const byte KnownKeyFlags = 127;
}
