namespace Grpc.Core;

/// <summary>A certificate chain and its private key, both as PEM text.</summary>
public sealed class KeyCertificatePair(string certificateChain, string privateKey)
{
    /// <summary>The chain.</summary>
    public string CertificateChain { get; } = certificateChain;

    /// <summary>The key.</summary>
    public string PrivateKey { get; } = privateKey;
}
