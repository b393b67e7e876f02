using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>Compresses and decompresses messages in one encoding.</summary>
public interface ICompressionProvider
{
    /// <summary>Name of the encoding, as in <c>grpc-encoding</c>.</summary>
    string EncodingName { get; }

    /// <summary>
    /// A stream that compresses into <paramref name="stream"/>, which stays open when the result is disposed.
    /// </summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>A stream that decompresses <paramref name="stream"/>.</summary>
    Stream CreateDecompressionStream(Stream stream);
}
