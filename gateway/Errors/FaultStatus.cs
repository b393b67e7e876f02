using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Orleans.TableService.Protocol.Rpc;
using RpcStatus = Orleans.TableService.Protocol.Rpc.Status;
using Status = Grpc.Core.Status;

namespace Orleans.TableService.Gateway;

/// <summary>The one table from faults to what gRPC says of them; docs/errors.md is its public page.</summary>
public static class FaultStatus
{
    /// <summary>The trailer that carries <see cref="RpcStatus"/>.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Whose kinds of error they are: <see cref="ErrorInfo.Domain"/>.</summary>
    public const string Domain = "tableservice";

    /// <summary>The status code of a kind of fault.</summary>
    /// <remarks>
    /// A request over a limit is wrong whatever the state of the server, so it is INVALID_ARGUMENT. An unknown
    /// outcome is UNKNOWN and not ABORTED, because many clients repeat what was aborted by themselves.
    /// </remarks>
    public static StatusCode CodeOf(FaultCode code) => code switch
    {
        FaultCode.InvalidName or FaultCode.InvalidRequest or FaultCode.TooLarge => StatusCode.InvalidArgument,
        FaultCode.NamespaceNotFound or FaultCode.StreamNotFound => StatusCode.NotFound,
        FaultCode.NamespaceExists or FaultCode.StreamExists => StatusCode.AlreadyExists,
        FaultCode.NamespaceNotEmpty
            or FaultCode.WrongStorageType
            or FaultCode.WrongValueType
            or FaultCode.ConditionFailed => StatusCode.FailedPrecondition,
        FaultCode.NumberOverflow or FaultCode.RevisionCompacted => StatusCode.OutOfRange,
        FaultCode.StaleRouting or FaultCode.RangeUnavailable or FaultCode.Unavailable => StatusCode.Unavailable,
        FaultCode.ResourceExhausted => StatusCode.ResourceExhausted,
        FaultCode.UnknownOutcome => StatusCode.Unknown,
        FaultCode.JournalCorrupted => StatusCode.DataLoss,
        _ => StatusCode.Internal,
    };

    /// <summary>
    /// The kind as <see cref="ErrorInfo.Reason"/>: <c>ConditionFailed</c> is <c>CONDITION_FAILED</c>.
    /// </summary>
    public static string ReasonOf(FaultCode code)
    {
        var name = code.ToString();
        return string.Concat(
            name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
    }

    /// <summary>The fault as the message that travels in the trailer or in a pipeline.</summary>
    public static RpcStatus ToMessage(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var info = new ErrorInfo { Reason = ReasonOf(fault.Code), Domain = Domain };
        foreach (var (name, value) in fault.Facts)
        {
            info.Metadata[name] = value;
        }

        return new RpcStatus { Code = (int)CodeOf(fault.Code), Message = fault.Message, Details = { Any.Pack(info) } };
    }

    /// <summary>Ends a call with a fault, without the cost of an exception.</summary>
    internal static void Set(ServerCallContext context, Fault fault)
    {
        context.Status = new Status(CodeOf(fault.Code), fault.Message);
        context.ResponseTrailers.Add(DetailsTrailer, ToMessage(fault).ToByteArray());
    }
}
