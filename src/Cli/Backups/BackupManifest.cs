using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Orleans.TableService.Cli.Backups;

/// <summary>One stream of a backup.</summary>
internal sealed record BackupStream
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required StreamConfiguration Configuration { get; init; }

    /// <summary>Name of its file in the backup's directory.</summary>
    public required string File { get; init; }

    /// <summary>The digest with which the file ends.</summary>
    public required string Digest { get; init; }

    public required long SizeBytes { get; init; }

    public required BackupTotals Totals { get; init; }
}

/// <summary>What a backup holds. Written last: a directory without it is a backup that was cut short.</summary>
internal sealed record BackupManifest
{
    public const string FileName = "manifest.json";

    private const int KnownVersion = 1;
    private const string DigestPrefix = "sha256 ";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public int Version { get; init; } = KnownVersion;

    public required DateTimeOffset CreatedAt { get; init; }

    public required IReadOnlyList<string> Namespaces { get; init; }

    public required IReadOnlyList<BackupStream> Streams { get; init; }

    /// <summary>Name of the file of a stream.</summary>
    /// <param name="number">From 1, in the order of the manifest.</param>
    public static string FileNameOf(int number) => number.ToString("D6", CultureInfo.InvariantCulture) + ".data";

    /// <summary>Whether a directory holds a backup that was begun and not ended.</summary>
    public static bool IsCutShort(string directory) =>
        File.Exists(Path.Combine(directory, FileNameOf(1))) && !File.Exists(Path.Combine(directory, FileName));

    /// <summary>Writes the manifest under another name and renames it: it is there as a whole, or not at all.</summary>
    public async Task WriteAsync(string directory, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        var digest = Encoding.ASCII.GetBytes($"\n{DigestPrefix}{Convert.ToHexStringLower(SHA256.HashData(content))}\n");
        var temporary = Path.Combine(directory, FileName + ".new");
        var file = new FileStream(
            temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.WriteThrough);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync((byte[])[.. content, .. digest], cancellationToken).ConfigureAwait(false);
        }

        File.Move(temporary, Path.Combine(directory, FileName));
    }

    /// <exception cref="RefusedException">There is no complete backup, or its manifest is damaged.</exception>
    public static BackupManifest Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            throw new RefusedException(
                $"{directory} holds no complete backup: there is no {FileName}, which is written last.");
        }

        var bytes = File.ReadAllBytes(path);
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        var content = end < 0 ? bytes : bytes[..end];
        var digest = $"\n{DigestPrefix}{Convert.ToHexStringLower(SHA256.HashData(content))}\n";
        if (end < 0 || !bytes.AsSpan(end).SequenceEqual(Encoding.ASCII.GetBytes(digest)))
        {
            throw new RefusedException($"{path} is damaged: its checksum does not hold.");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(content, Json)!;
            return manifest.Version == KnownVersion
                ? manifest
                : throw new RefusedException(
                    $"{path} has format version {manifest.Version}, this program knows {KnownVersion}: use a "
                    + "newer one.");
        }
        catch (JsonException e)
        {
            throw new RefusedException($"{path} cannot be understood: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
