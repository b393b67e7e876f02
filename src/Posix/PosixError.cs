using System.Runtime.InteropServices;

namespace Orleans.TableService.Posix;

/// <summary>Tells the failures of the C library's calls as the base library tells those of its own.</summary>
public static class PosixError
{
    /// <summary>EPERM: the operation is not permitted.</summary>
    public const int NotPermitted = 1;

    /// <summary>EACCES: the permissions of a file or directory forbid it.</summary>
    public const int AccessDenied = 13;

    /// <summary>EINVAL: a call that this kind of file does not have, or a wrong argument.</summary>
    public const int Invalid = 22;

    private const int Interrupted = 4;

    /// <summary>
    /// Throws what the thread's last call into the C library failed with; returns when it was a signal's interruption,
    /// after which the call is to be made again.
    /// </summary>
    /// <param name="call">Name of the call, for the message.</param>
    /// <param name="path">The file or directory that it was about, for the message.</param>
    /// <exception cref="UnauthorizedAccessException">It is not permitted.</exception>
    /// <exception cref="NotSupportedException">This kind of file does not have it.</exception>
    /// <exception cref="IOException">Anything else; its <c>HResult</c> is the errno.</exception>
    public static void ThrowUnlessInterrupted(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == Interrupted)
        {
            return;
        }

        var message = $"{call} of {path} failed: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}).";
        throw error switch
        {
            NotPermitted or AccessDenied => new UnauthorizedAccessException(message),
            Invalid => new NotSupportedException(message),
            _ => new IOException(message, error),
        };
    }
}
