using Grpc.Core;

namespace Orleans.TableService.Gateway;

/// <summary>The names of gRPC's status codes, as its documentation spells them.</summary>
internal static class StatusNames
{
    public const string Ok = "OK";
    public const string Cancelled = "CANCELLED";
    public const string Unknown = "UNKNOWN";

    private static readonly string[] Names =
    [
        Ok, Cancelled, Unknown, "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>The name of a code; a code that gRPC does not know is <see cref="Unknown"/>.</summary>
    public static string Of(StatusCode code) => (uint)code < (uint)Names.Length ? Names[(int)code] : Unknown;
}
