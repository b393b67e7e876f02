using System.Globalization;
using System.Text.RegularExpressions;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Names of the objects of one journal's checkpoints. Format: docs/file-format-checkpoint.md.</summary>
/// <remarks>
/// Names carry the epoch that made the object, and a manifest refers to objects of its own epoch only. So whatever an
/// older owner still does in a store that it shares with its successor, it touches nothing of the successor's.
/// </remarks>
internal sealed partial class CheckpointNames(RangeId range, Guid journalId)
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>What all names of a range's objects begin with, of whichever journal.</summary>
    public static string OfRange(RangeId range) =>
        string.Create(Culture, $"{range.Stream.Value}/{range.Number}/");

    /// <summary>What all names begin with.</summary>
    public string Prefix { get; } = OfRange(range) + journalId.ToString("N") + "/";

    /// <summary>What the names of manifests begin with.</summary>
    public string ManifestPrefix => Prefix + "manifests/";

    /// <summary>What the names of the files' bytes begin with.</summary>
    public string FilePrefix => Prefix + "files/";

    /// <summary>Name of the manifest of a checkpoint.</summary>
    public string Manifest(long lsn, long epoch) => string.Create(Culture, $"{ManifestPrefix}{lsn:D20}-{epoch:D20}");

    /// <summary>Name of an object with a file's bytes.</summary>
    public string File(in CheckpointFile file, long epoch) =>
        string.Create(Culture, $"{FilePrefix}{Convert.ToHexStringLower(file.Hash.Span)}-{file.SizeBytes}-{epoch}");

    /// <summary>Takes a manifest's name apart.</summary>
    public bool TryParseManifest(string name, out long lsn, out long epoch)
    {
        lsn = epoch = 0;
        return name.StartsWith(ManifestPrefix, StringComparison.Ordinal)
            && ManifestForm().Match(name, ManifestPrefix.Length) is { Success: true } match
            && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, Culture, out lsn)
            && long.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, Culture, out epoch);
    }

    /// <summary>Reads the epoch in the name of an object with a file's bytes.</summary>
    public bool TryParseFile(string name, out long epoch)
    {
        epoch = 0;
        return name.StartsWith(FilePrefix, StringComparison.Ordinal)
            && FileForm().Match(name, FilePrefix.Length) is { Success: true } match
            && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, Culture, out epoch);
    }

    /// <summary>Whether a name from a manifest may become the name of a file.</summary>
    public static bool IsSafe(string fileName) => SafeForm().IsMatch(fileName);

    [GeneratedRegex(@"\G([0-9]{20})-([0-9]{20})\z", RegexOptions.CultureInvariant)]
    private static partial Regex ManifestForm();

    [GeneratedRegex(@"\G[0-9a-f]{64}-[0-9]+-([0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileForm();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SafeForm();
}
