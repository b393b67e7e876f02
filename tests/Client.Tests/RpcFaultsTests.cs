using System.Net.Sockets;
using Grpc.Core;

namespace Orleans.TableService.Client.Tests;

/// <summary>What a user is told of a call that broke off on its way.</summary>
public sealed class RpcFaultsTests
{
    private const string Chain = "Error starting gRPC call. HttpRequestException: wrapped. IOException: wrapped. ";
    private const string Server = "http://127.0.0.1:4181";

    private readonly RpcFaults _faults = new(new TableServiceClientOptions { Address = new Uri(Server) });

    public static TheoryData<Exception, string> Reasons { get; } = new()
    {
        {
            new HttpRequestException("x", new IOException("y", new SocketException((int)SocketError.ConnectionReset))),
            new SocketException((int)SocketError.ConnectionReset).Message
        },
        { new HttpRequestException("x", new HttpIOException(HttpRequestError.ResponseEnded)), "the server closed it" },
        { new IOException("It went\naway. "), "It went away" },
    };

    [Fact]
    public void Of_WithoutAConnection_IsOneSentence()
    {
        var refused = new HttpRequestException(
            HttpRequestError.ConnectionError, "x", new SocketException((int)SocketError.ConnectionRefused));
        foreach (var isRead in (bool[])[true, false])
        {
            var fault = _faults.Of(ExceptionOf(StatusCode.Unavailable, refused), isRead);
            Assert.Equal(FaultCode.Unavailable, fault.Code);
            Assert.Equal($"The server at {Server} cannot be reached: Connection refused.", fault.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Of_WhenTheConnectionBreaks_IsOneSentence(Exception broken, string reason)
    {
        foreach (var status in (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal, StatusCode.Cancelled])
        {
            var read = _faults.Of(ExceptionOf(status, broken), isRead: true);
            Assert.Equal(FaultCode.Unavailable, read.Code);
            Assert.Equal($"The connection to the server at {Server} broke off: {reason}.", read.Message);
            var write = _faults.Of(ExceptionOf(status, broken), isRead: false);
            Assert.Equal(FaultCode.UnknownOutcome, write.Code);
            Assert.Equal(
                $"It is not known whether the write happened (the connection to the server at {Server} broke off: "
                + $"{reason}): read before writing again.",
                write.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void BrokenOff_WhenAConnectionBreaks_GivesTheReasonWithoutAFullStop(Exception broken, string reason) =>
        Assert.Equal(
            $"the connection to the server at {Server} broke off: {reason}",
            _faults.BrokenOff(ExceptionOf(StatusCode.Unavailable, broken)));

    [Theory]
    [InlineData(null, "the server ended the stream")]
    [InlineData("no healthy upstream.", "no healthy upstream")]
    public void BrokenOff_WithoutAnException_SaysWhatIsKnown(string? stated, string reason) =>
        Assert.Equal(
            $"the connection to the server at {Server} broke off: {reason}",
            _faults.BrokenOff(
                stated is null ? null : new RpcException(new Status(StatusCode.Unavailable, stated))));

    [Fact]
    public void Of_WhenSomebodyOnTheWayStatesIt_RepeatsHisWords()
    {
        var fault = _faults.Of(
            new RpcException(new Status(StatusCode.Unavailable, "no healthy upstream")), isRead: true);
        Assert.Equal($"The connection to the server at {Server} broke off: no healthy upstream.", fault.Message);
    }

    private static RpcException ExceptionOf(StatusCode status, Exception broken) =>
        new(new Status(status, Chain + "SocketException: wrapped", broken));
}
