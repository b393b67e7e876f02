using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace Orleans.TableService.Tests.Support.S3;

/// <summary>Objects, and files that are put in parts.</summary>
internal sealed class S3Bucket
{
    private const int PartSizeMinBytes = 5 << 20;

    private readonly ConcurrentDictionary<string, S3PartsUpload> _uploads = new();

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Uploads that were begun and neither completed nor given up.</summary>
    public int UploadCount => _uploads.Count;

    /// <summary>The same, in the order in which they are listed.</summary>
    public IReadOnlyList<(string Key, string Id, DateTimeOffset Begun)> Uploads =>
        [.. _uploads.Select(pair => (pair.Value.Key, pair.Key, pair.Value.Begun))
            .OrderBy(upload => upload.Item1, StringComparer.Ordinal)
            .ThenBy(upload => upload.Item2, StringComparer.Ordinal)];

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public byte[] Get(string key) =>
        Objects.TryGetValue(key, out var bytes) ? bytes : throw new S3Error(404, "NoSuchKey", "There is none.");

    public void Put(string key, byte[] bytes, bool onlyNew)
    {
        if (!onlyNew)
        {
            Objects[key] = bytes;
        }
        else if (!Objects.TryAdd(key, bytes))
        {
            throw new S3Error(412, "PreconditionFailed", "There is one.");
        }
    }

    public string Begin(string key)
    {
        var id = Guid.NewGuid().ToString("N");
        _uploads[id] = new S3PartsUpload(key, Time.GetUtcNow(), new ConcurrentDictionary<int, byte[]>());
        return id;
    }

    public void PutPart(string id, int number, byte[] bytes) => Upload(id).Parts[number] = bytes;

    /// <summary>Makes an object of the parts that the request names, if they are those that came.</summary>
    public byte[] Complete(string id, byte[] request)
    {
        var upload = Upload(id);
        using var whole = new MemoryStream();
        var named = XDocument.Load(new MemoryStream(request)).Root!.Elements()
            .Select(part => part.Elements().ToDictionary(field => field.Name.LocalName, field => field.Value)).ToList();
        for (var i = 0; i < named.Count; i++)
        {
            var number = int.Parse(named[i]["PartNumber"], CultureInfo.InvariantCulture);
            if (number != i + 1
                || !upload.Parts.TryGetValue(number, out var bytes)
                || Tag(bytes) != named[i]["ETag"])
            {
                throw new S3Error(400, "InvalidPart", $"Part {number} is not what was put.");
            }

            if (bytes.Length < PartSizeMinBytes && i < named.Count - 1)
            {
                throw new S3Error(400, "EntityTooSmall", $"Part {number} is too small.");
            }

            whole.Write(bytes);
        }

        return whole.ToArray();
    }

    public void End(string id) => _uploads.TryRemove(id, out _);

#pragma warning disable CA5351 // The protocol's tag is an MD5.
    public static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"";
#pragma warning restore CA5351

    private S3PartsUpload Upload(string id) =>
        _uploads.TryGetValue(id, out var upload) ? upload : throw new S3Error(404, "NoSuchUpload", "There is none.");

    private sealed record S3PartsUpload(string Key, DateTimeOffset Begun, ConcurrentDictionary<int, byte[]> Parts);
}
