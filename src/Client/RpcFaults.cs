using Grpc.Core;
using Orleans.TableService.Protocol.Rpc;
using RpcStatus = Orleans.TableService.Protocol.Rpc.Status;

namespace Orleans.TableService.Client;

/// <summary>What a failed call means: the fault that the server stated, or what can be told without one.</summary>
internal sealed class RpcFaults(TableServiceClientOptions options)
{
    private const string DetailsTrailer = "grpc-status-details-bin";
    private const string Domain = "tableservice";

    /// <summary>Where the server is, as messages say it.</summary>
    public string Server => options.Address!.GetLeftPart(UriPartial.Authority);

    /// <summary>The fault of a failed call.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="isRead">Whether the call changes nothing, so that its outcome does not matter.</param>
    /// <param name="isTimedOut">Whether the call was ended because its time was over.</param>
    public Fault Of(RpcException exception, bool isRead, bool isTimedOut = false) =>
        Stated(exception)
        ?? (isTimedOut && exception.StatusCode == StatusCode.Cancelled
            ? TimedOut(isRead)
            : Unstated(exception, isRead));

    /// <summary>The fault of a call that got no answer in its time.</summary>
    public Fault TimedOut(bool isRead)
    {
        var why = $"no answer within {options.CallTimeout}";
        return isRead ? Faults.Unavailable(why) : Faults.UnknownOutcome(why);
    }

    /// <summary>Why a stream ended that had not answered everything.</summary>
    /// <param name="exception">How it ended; <see langword="null"/> when it did in order.</param>
    public string BrokenOff(RpcException? exception) =>
        BrokenOff(exception is null ? "the server ended the stream" : DetailOf(exception.Status).TrimEnd('.', ' '));

    /// <summary>The fault that a message of the server states, or <see langword="null"/>.</summary>
    public static Fault? Of(RpcStatus status)
    {
        foreach (var detail in status.Details)
        {
            if (detail.TryUnpack<ErrorInfo>(out var info) && info.Domain == Domain && CodeOf(info.Reason) is { } code)
            {
                return new Fault(code, status.Message, new Dictionary<string, string>(info.Metadata));
            }
        }

        return null;
    }

    /// <summary>The fault of a pipeline's operation, also of a kind that this client does not know.</summary>
    public static Fault OfOperation(RpcStatus status) =>
        Of(status) ?? Faults.Internal($"The server states a fault that this client does not know: {status.Message}");

    private static Fault? Stated(RpcException exception) =>
        exception.Trailers.GetValueBytes(DetailsTrailer) is { } bytes ? Of(RpcStatus.Parser.ParseFrom(bytes)) : null;

    private Fault Unstated(RpcException exception, bool isRead)
    {
        var detail = DetailOf(exception.Status);
        if (BrokenConnection.IsUnreached(exception.Status.DebugException))
        {
            return Faults.Unavailable($"The server at {Server} cannot be reached: {detail}.");
        }

        return exception.StatusCode switch
        {
            StatusCode.ResourceExhausted => Faults.ResourceExhausted("message", detail),
            StatusCode.Unimplemented => Faults.InvalidRequest(
                "address", $"The server at {options.Address} does not have this call: {detail}"),
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => Faults.InvalidRequest("credentials", detail),
            StatusCode.DeadlineExceeded => TimedOut(isRead),
            StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal when isRead =>
                Faults.Unavailable($"The connection to the server at {Server} broke off: {detail}."),
            _ when isRead => Faults.Internal(detail),
            _ => Faults.UnknownOutcome(BrokenOff(detail)),
        };
    }

    private static string DetailOf(Grpc.Core.Status status) =>
        status.DebugException is { } broken ? BrokenConnection.ReasonOf(broken) : status.Detail;

    private string BrokenOff(string detail) => $"the connection to the server at {Server} broke off: {detail}";

    private static FaultCode? CodeOf(string reason) =>
        Enum.TryParse<FaultCode>(reason.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var code)
        && Enum.IsDefined(code)
            ? code
            : null;
}
