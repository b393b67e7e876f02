using System.Security.Cryptography;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>Manifests and names: the documented bytes, and what is refused.</summary>
public sealed class ManifestTests
{
    private static readonly Guid JournalId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly RangeId Range = new(new TableStreamId(1024), 1025);

    private static readonly CheckpointManifest Manifest = new()
    {
        Meta = new IndexMeta(Range, JournalId, 300, 0x01020304, 5),
        Epoch = 3,
        CreatedMs = 200,
        Files =
        [
            CheckpointFile.OfObject("000007.sst", 1000, [.. Enumerable.Repeat((byte)0xAB, 32)], new byte[] { 1, 2 }),
            CheckpointFile.OfContents("CURRENT", [9, 8, 7]),
        ],
    };

    [Fact]
    public void Encode_OfVersion1_HasTheDocumentedBytes()
    {
        var body = "4F544350" + "0100" + "0000"
            + "1C" + "01" + "8008" + "8108" + "00112233445566778899AABBCCDDEEFF" + "AC02" + "04030201" + "05"
            + "03" + "C801" + "02"
            + "0A" + "3030303030372E737374" + "00" + "E807" + string.Concat(Enumerable.Repeat("AB", 32)) + "02" + "0102"
            + "07" + "43555252454E54" + "01" + "03" + "090807";
        var hash = Convert.ToHexString(SHA256.HashData(Convert.FromHexString(body)));
        Assert.Equal(body + hash, Convert.ToHexString(Manifest.Encode()));
    }

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheSame()
    {
        var read = CheckpointManifest.Decode(Manifest.Encode());
        Assert.Equal((Manifest.Meta, 3, 200, 1003), (read.Meta, read.Epoch, read.CreatedMs, read.SizeBytes));
        Assert.Equal(Manifest.Encode(), read.Encode());
    }

    [Fact]
    public void Decode_WhenCutOrFlippedAnywhere_IsDamage()
    {
        var bytes = Manifest.Encode();
        for (var at = 0; at < bytes.Length; at++)
        {
            Assert.Throws<InvalidDataException>(() => CheckpointManifest.Decode(bytes.AsSpan(0, at)));
            bytes[at] ^= 1;
            Assert.Throws<InvalidDataException>(() => CheckpointManifest.Decode(bytes));
            bytes[at] ^= 1;
        }

        Assert.Throws<InvalidDataException>(() => CheckpointManifest.Decode([.. bytes, 0]));
    }

    [Fact]
    public void Decode_OfALaterVersion_IsNotDamage()
    {
        var bytes = Manifest.Encode()[..^32];
        bytes[4] = 2;
        Assert.Throws<NotSupportedException>(() => CheckpointManifest.Decode([.. bytes, .. SHA256.HashData(bytes)]));
    }

    [Theory]
    [InlineData("../x.sst")]
    [InlineData("a/b.sst")]
    [InlineData("LOCK")]
    [InlineData("")]
    [InlineData(".sst")]
    public void Decode_WhenItNamesAFileThatNoIndexHas_IsDamage(string name)
    {
        var bytes = (Manifest with { Files = [CheckpointFile.OfContents(name, [1])] }).Encode();
        Assert.Throws<InvalidDataException>(() => CheckpointManifest.Decode(bytes));
    }

    [Fact]
    public void Decode_WhenItNamesAFileTwice_IsDamage()
    {
        var bytes = (Manifest with { Files = [.. Manifest.Files, Manifest.Files[0]] }).Encode();
        Assert.Throws<InvalidDataException>(() => CheckpointManifest.Decode(bytes));
    }

    [Fact]
    public void Names_ReadWhatTheyWriteAndNothingElse()
    {
        var names = new CheckpointNames(Range, JournalId);
        var manifest = names.Manifest(300, 3);
        Assert.Equal(
            "1024/1025/00112233445566778899aabbccddeeff/manifests/00000000000000000300-00000000000000000003", manifest);
        Assert.True(names.TryParseManifest(manifest, out var lsn, out var epoch));
        Assert.Equal((300, 3), (lsn, epoch));
        var file = names.File(Manifest.Files[0], 3);
        Assert.Equal(
            $"1024/1025/00112233445566778899aabbccddeeff/files/{string.Concat(Enumerable.Repeat("ab", 32))}-1000-3",
            file);
        Assert.True(names.TryParseFile(file, out epoch));
        Assert.Equal(3, epoch);
        Assert.False(names.TryParseManifest(manifest + "0", out _, out _));
        Assert.False(names.TryParseManifest(file, out _, out _));
        Assert.False(names.TryParseFile(file + ".tmp", out _));
        Assert.False(new CheckpointNames(Range, Guid.NewGuid()).TryParseFile(file, out _));
    }
}
