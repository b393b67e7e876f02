using System.CommandLine;
using System.Globalization;

namespace Orleans.TableService.Cli;

/// <summary>Completion in shells: the scripts, and the directive by which they ask for words.</summary>
internal static class Completion
{
    private const string DirectivePrefix = "[suggest";

    public const string Bash = """
        _streamstorage_cli() {
            local line=${COMP_LINE:0:COMP_POINT}
            local rest=${line#* }
            local IFS=$'\n'
            local words=$(streamstorage-cli "[suggest:${#rest}]" "$rest" 2>/dev/null)
            COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _streamstorage_cli streamstorage-cli
        """;

    public const string Zsh = """
        #compdef streamstorage-cli
        _streamstorage_cli() {
            local line="${BUFFER[1,CURSOR]}"
            local rest="${line#* }"
            local -a words_found
            words_found=("${(@f)$(streamstorage-cli "[suggest:${#rest}]" "$rest" 2>/dev/null)}")
            compadd -- $words_found
        }
        compdef _streamstorage_cli streamstorage-cli
        """;

    /// <summary>Answers <c>[suggest:POSITION] "the line behind the command's name"</c>, one word per line.</summary>
    /// <returns>Whether the arguments are such a question.</returns>
    public static bool TryAnswer(Command root, string[] arguments, TextWriter output)
    {
        if (arguments.Length == 0 || !arguments[0].StartsWith(DirectivePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var line = arguments.Length > 1 ? arguments[1] : "";
        var text = arguments[0].AsSpan(DirectivePrefix.Length).Trim("[:]");
        var position = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? Math.Min(asked, line.Length)
            : line.Length;
        foreach (var completion in root.Parse(line).GetCompletions(position))
        {
            output.WriteLine(completion.Label);
        }

        return true;
    }
}
