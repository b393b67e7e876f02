namespace Grpc.Core;

/// <summary>The certificate of the other end.</summary>
public class VerifyPeerContext
{
    internal VerifyPeerContext(string peerPem) => PeerPem = peerPem;

    /// <summary>The certificate as PEM text.</summary>
    public string PeerPem { get; }
}
