using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Orleans.TableService.Silo;

/// <summary>Tells what the operator can put right from what is a defect.</summary>
internal static class StartFailure
{
    /// <summary>
    /// One sentence for the operator; <see langword="null"/> for a defect, which deserves its stack trace.
    /// </summary>
    public static string? Explain(Exception error) => error switch
    {
        UsageException e => e.Message,
        TableException e => e.Message,
        OptionsValidationException e => $"A setting is out of its bounds: {string.Join(" ", e.Failures)}",
        IOException { InnerException: AddressInUseException } e =>
            $"The server cannot listen, another program does: {e.Message} Choose another port with --port.",
        AddressInUseException e => $"The server cannot listen: {e.Message}",
        System.Net.Sockets.SocketException e => $"The server cannot listen: {e.Message}.",
        UnauthorizedAccessException or IOException => $"The server cannot use its files: {error.Message}",
        InvalidOperationException { InnerException: ArgumentException or FormatException } e
            when e.Message.Contains("TableService:", StringComparison.Ordinal) =>
            $"A setting is malformed: {e.Message} Correct it; 'streamstorage --help' says what it takes.",
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
