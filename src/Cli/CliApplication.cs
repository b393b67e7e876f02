using System.CommandLine;
using System.CommandLine.Parsing;

namespace Orleans.TableService.Cli;

/// <summary>Runs one command line, from its words to its exit code.</summary>
internal static class CliApplication
{
    // Words that begin with @ are keys like any others, not the names of files with more words.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(string[] arguments, CliContext context, CancellationToken cancellationToken)
    {
        var root = CommandTree.Build(context);
        int code;
        try
        {
            code = Completion.TryAnswer(root, arguments, context.Output)
                ? ExitCodes.Done
                : await RunAsync(root.Parse(arguments, Parsing), context, cancellationToken).ConfigureAwait(false);
        }
        catch (UsageException exception)
        {
            code = await FailAsync(context, exception.Message, ExitCodes.Usage).ConfigureAwait(false);
        }
        catch (TableException exception)
        {
            code = await FailAsync(context, exception.Message, ExitCodes.Of(exception)).ConfigureAwait(false);
        }
        catch (RefusedException exception)
        {
            code = await FailAsync(context, exception.Message, ExitCodes.Refused).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            code = ExitCodes.Interrupted;
        }
        catch (Exception exception) when (exception is not IOException)
        {
            // An exception of the output's stream ends the process; what is left here nobody foresaw.
            var sentence = $"A defect of this tool: {exception.GetType().Name}: {exception.Message}";
            code = await FailAsync(context, sentence.ReplaceLineEndings(" "), ExitCodes.Defect).ConfigureAwait(false);
        }

        // What was printed before a failure is still wanted.
        await context.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        await context.Error.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return code;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        CliContext context,
        CancellationToken cancellationToken)
    {
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            var command = CommandPath(parsed);
            var sentence = parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0
                ? $"Say which command of '{command}'."
                : string.Join(' ', parsed.Errors.Select(error => Line(error.Message)).Distinct());
            sentence = $"{sentence} Help: {command} --help";
            return await FailAsync(context, sentence, ExitCodes.Usage).ConfigureAwait(false);
        }

        var invocation = new InvocationConfiguration
        {
            Output = context.Output,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(invocation, cancellationToken).ConfigureAwait(false);
    }

    private static string Line(string message) => message.Replace("\n\t", " ", StringComparison.Ordinal);

    private static string CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var command })
            {
                names.Push(command.Name);
            }
        }

        return string.Join(' ', names);
    }

    private static async Task<int> FailAsync(CliContext context, string sentence, int code)
    {
        await context.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        await context.Error.WriteLineAsync(sentence).ConfigureAwait(false);
        return code;
    }
}
