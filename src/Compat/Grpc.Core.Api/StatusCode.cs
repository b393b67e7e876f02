namespace Grpc.Core;

/// <summary>The result codes of the gRPC protocol, with the numbers that travel as <c>grpc-status</c>.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,

    /// <summary>The caller cancelled.</summary>
    Cancelled = 1,

    /// <summary>An error of no known kind.</summary>
    Unknown = 2,

    /// <summary>An argument is wrong whatever the server's state.</summary>
    InvalidArgument = 3,

    /// <summary>The time ran out; the call may have happened.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A resource is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The server's state does not allow the call.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict broke the call off.</summary>
    Aborted = 10,

    /// <summary>Past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The server does not have the method.</summary>
    Unimplemented = 12,

    /// <summary>A defect of the server.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached just now.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged.</summary>
    DataLoss = 15,

    /// <summary>The caller did not prove who it is.</summary>
    Unauthenticated = 16,
}
