using System.Net.Sockets;

namespace Orleans.TableService.Client;

/// <summary>What the exception says, behind all that are wrapped around it, that ended a call on its way.</summary>
internal static class BrokenConnection
{
    /// <summary>Whether the request never left: no connection was made to send it on.</summary>
    public static bool IsUnreached(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
                })
            {
                return true;
            }

            if (exception is SocketException
                {
                    SocketErrorCode: SocketError.ConnectionRefused
                        or SocketError.HostNotFound
                        or SocketError.HostUnreachable
                        or SocketError.NetworkUnreachable
                        or SocketError.TryAgain
                })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The reason in a few words, without names of exceptions and without a full stop.</summary>
    public static string ReasonOf(Exception exception)
    {
        var innermost = exception;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        return innermost is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
            ? "the server closed it"
            : innermost.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }
}
