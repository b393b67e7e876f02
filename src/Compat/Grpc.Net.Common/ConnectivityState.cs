namespace Grpc.Core;

/// <summary>What a channel's connection is doing.</summary>
public enum ConnectivityState
{
    /// <summary>There is none, and nobody needs it.</summary>
    Idle,

    /// <summary>It is being made.</summary>
    Connecting,

    /// <summary>It works.</summary>
    Ready,

    /// <summary>It failed and is made again later.</summary>
    TransientFailure,

    /// <summary>The channel is closed.</summary>
    Shutdown,
}
