using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Orleans.TableService.Client;

namespace Orleans.TableService.Cli;

/// <summary>The entry point: puts the real world around a command.</summary>
/// <remarks>
/// Pipes and terminals are written by descriptor: the console's streams hide that the reader is gone, and a watch would
/// go on for ever. Files are left to the console, which writes at the offset that all processes of a script share.
/// </remarks>
internal static class Program
{
    private const int BrokenPipe = 32;

    private static async Task<int> Main(string[] arguments)
    {
        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        var error = Writer(2);
        error.AutoFlush = true;
        var context = new CliContext
        {
            Input = Open(0, FileAccess.Read),
            Output = Writer(1),
            Error = error,
            Connect = Connect,
        };
        try
        {
            return await CliApplication.RunAsync(arguments, context, interruption.Token).ConfigureAwait(false);
        }
        catch (IOException exception) when (exception.HResult == BrokenPipe)
        {
            // Whoever read the output has enough of it, as head does.
            return ExitCodes.Done;
        }
        catch (IOException exception)
        {
            await error.WriteLineAsync($"The output cannot be written: {exception.Message}").ConfigureAwait(false);
            return ExitCodes.Refused;
        }

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interruption.Cancel();
        }
    }

    private static TableServiceClient Connect(string server) =>
        Uri.TryCreate($"http://{server}", UriKind.Absolute, out var address) && address.PathAndQuery == "/"
            ? new TableServiceClient(new TableServiceClientOptions
            {
                Address = address,
                // The user is told when the server is away for longer; the watch goes on all the same.
                WatchRetryFor = TimeSpan.FromSeconds(2),
            })
            : throw new UsageException($"'{server}' is not an address like 127.0.0.1:4181.");

    private static StreamWriter Writer(int descriptor)
    {
        Stream stream = Open(descriptor, FileAccess.Write);
        if (stream.CanSeek)
        {
            stream = descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();
        }

        return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
    }

    private static FileStream Open(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
}
