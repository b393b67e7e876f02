namespace Grpc.Core;

/// <summary>Decides whether the other end's certificate is accepted.</summary>
public delegate bool VerifyPeerCallback(VerifyPeerContext context);
