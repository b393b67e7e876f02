using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Orleans.TableService.Cli;

/// <summary>The standard help of a command, and behind it its notes and examples.</summary>
internal sealed class HelpWithExamples(HelpAction standard) : SynchronousCommandLineAction
{
    private const string ExitCodesText = """
        Exit codes:
          0    done; also a watch that was interrupted
          1    the key is absent, a condition does not hold, or the server refuses the request
          2    the command line cannot be understood
          3    the server cannot be reached or does not serve just now; nothing was done
          4    it is not known whether the write happened: read before writing again
          70   a defect of this tool
          130  interrupted

        """;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        standard.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not CliCommand command)
        {
            output.WriteLine(ExitCodesText);
            return ExitCodes.Done;
        }

        if (command.Notes.Length > 0)
        {
            output.WriteLine(command.Notes);
            output.WriteLine();
        }

        output.WriteLine("Examples:");
        foreach (var line in command.Examples.Split('\n'))
        {
            output.WriteLine("  " + line);
        }

        return ExitCodes.Done;
    }

    public override bool ClearsParseErrors => true;
}
