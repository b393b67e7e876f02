using System.Globalization;

namespace Orleans.TableService;

/// <summary>Makes faults, each with its sentence and its facts: the only place that words them.</summary>
public static class Faults
{
    /// <summary>See <see cref="FaultCode.InvalidName"/>.</summary>
    public static Fault InvalidName(string what, string name, string reason) =>
        Make(FaultCode.InvalidName, $"The {what} name '{Printable(name)}' {reason}.", ("name", name));

    /// <summary>See <see cref="FaultCode.InvalidRequest"/>.</summary>
    public static Fault InvalidRequest(string field, string sentence) =>
        Make(FaultCode.InvalidRequest, sentence, ("field", field));

    /// <summary>See <see cref="FaultCode.TooLarge"/>.</summary>
    public static Fault TooLarge(string field, long limit, string sentence) =>
        Make(FaultCode.TooLarge, sentence, ("field", field), ("limit", Text(limit)));

    /// <summary>See <see cref="FaultCode.NamespaceNotFound"/>.</summary>
    public static Fault NamespaceNotFound(string name) =>
        Make(FaultCode.NamespaceNotFound, $"Namespace '{name}' does not exist.", ("namespace", name));

    /// <summary>See <see cref="FaultCode.NamespaceExists"/>.</summary>
    public static Fault NamespaceExists(string name) =>
        Make(FaultCode.NamespaceExists, $"Namespace '{name}' already exists.", ("namespace", name));

    /// <summary>See <see cref="FaultCode.NamespaceNotEmpty"/>.</summary>
    public static Fault NamespaceNotEmpty(string name) =>
        Make(
            FaultCode.NamespaceNotEmpty,
            $"Namespace '{name}' still has streams: delete them first.",
            ("namespace", name));

    /// <summary>See <see cref="FaultCode.StreamNotFound"/>.</summary>
    public static Fault StreamNotFound(string name) =>
        Make(FaultCode.StreamNotFound, $"Stream '{name}' does not exist.", ("stream", name));

    /// <summary>See <see cref="FaultCode.StreamExists"/>.</summary>
    public static Fault StreamExists(string name) =>
        Make(FaultCode.StreamExists, $"Stream '{name}' already exists.", ("stream", name));

    /// <summary>See <see cref="FaultCode.WrongStorageType"/>.</summary>
    public static Fault WrongStorageType(string name, StorageType actual) =>
        Make(FaultCode.WrongStorageType, $"'{name}' is of storage type {actual}.", ("stream", name));

    /// <summary>See <see cref="FaultCode.WrongValueType"/>.</summary>
    public static Fault WrongValueType(int operationIndex, bool holdsNumber) =>
        Make(
            FaultCode.WrongValueType,
            holdsNumber
                ? "The key holds a number and cannot be put: delete it first, or increment it."
                : "The key holds bytes and cannot be incremented: delete it first, or put it.",
            ("operation", Text(operationIndex)));

    /// <summary>See <see cref="FaultCode.NumberOverflow"/>.</summary>
    public static Fault NumberOverflow(int operationIndex, long stored, long amount) =>
        Make(
            FaultCode.NumberOverflow,
            string.Create(CultureInfo.InvariantCulture, $"{stored} plus {amount} does not fit into 64 bits."),
            ("operation", Text(operationIndex)));

    /// <summary>See <see cref="FaultCode.ConditionFailed"/>.</summary>
    public static Fault ConditionFailed(int operationIndex, long actualVersion, long actualRevision) =>
        Make(
            FaultCode.ConditionFailed,
            actualVersion < 0
                ? "The key is absent, which is not what was expected."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The key's version {actualVersion} of revision {actualRevision} is not what was expected."),
            ("operation", Text(operationIndex)),
            ("actual_version", Text(actualVersion)),
            ("actual_revision", Text(actualRevision)));

    /// <summary>See <see cref="FaultCode.RevisionCompacted"/>.</summary>
    public static Fault RevisionCompacted(long asked, long oldest) =>
        Make(
            FaultCode.RevisionCompacted,
            $"Revision {Text(asked)} is trimmed away, the oldest is {Text(oldest)}: "
                + "read the table and watch from the revision that the read states.",
            ("oldest_revision", Text(oldest)));

    /// <summary>See <see cref="FaultCode.StaleRouting"/>.</summary>
    public static Fault StaleRouting(RangeId range, long mapVersion) =>
        Make(
            FaultCode.StaleRouting,
            $"Range {range} does not own the key: fetch the range map again.",
            ("map_version", Text(mapVersion)));

    /// <summary>See <see cref="FaultCode.RangeUnavailable"/>.</summary>
    public static Fault RangeUnavailable(RangeId range, string why) =>
        Make(FaultCode.RangeUnavailable, $"Range {range} is not served just now: {why}", ("range", range.ToString()));

    /// <summary>See <see cref="FaultCode.ResourceExhausted"/>.</summary>
    public static Fault ResourceExhausted(string resource, string sentence) =>
        Make(FaultCode.ResourceExhausted, sentence, ("resource", resource));

    /// <summary>See <see cref="FaultCode.UnknownOutcome"/>.</summary>
    public static Fault UnknownOutcome(string why) =>
        Make(
            FaultCode.UnknownOutcome,
            $"It is not known whether the write happened ({why}): read before writing again.");

    /// <summary>See <see cref="FaultCode.JournalCorrupted"/>.</summary>
    public static Fault JournalCorrupted(string file, long position, string what) =>
        Make(
            FaultCode.JournalCorrupted,
            $"Acknowledged data is damaged in {file} at byte {Text(position)}: {what}. "
                + "Restore the file or the range from a copy.",
            ("file", file),
            ("position", Text(position)),
            ("damage", what));

    /// <summary>See <see cref="FaultCode.Unavailable"/>.</summary>
    public static Fault Unavailable(string why) => Make(FaultCode.Unavailable, why);

    /// <summary>See <see cref="FaultCode.Internal"/>.</summary>
    public static Fault Internal(string what) => Make(FaultCode.Internal, what);

    private static Fault Make(FaultCode code, string message, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var byName = new Dictionary<string, string>(facts.Length, StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            byName.Add(name, value);
        }

        return new Fault(code, message, byName);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Printable(string name) => string.Concat(
        name.Take(ResourceName.LengthMax).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
