using System.Diagnostics;
using Orleans.TableService.EndToEnd.Processes;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.EndToEnd.Shell;

/// <summary>
/// A checkout with the real scripts and a stand-in for <c>dotnet</c>, whose builds take no time: the app that it builds
/// prints its source and its arguments, and waits for the end of its input when it is told to.
/// </summary>
internal sealed class FakeCheckout : IDisposable
{
    private const string Dotnet = """
        #!/usr/bin/env bash
        if [ "$1" = --version ]; then echo 10.0.100; exit; fi
        echo build >>builds.log
        if grep -rq broken src; then echo 'Program.cs(1,1): error CS1002: ; expected'; exit 1; fi
        while [ $# -gt 0 ]; do
          case $1 in -o) out=$2 ;; --artifacts-path) artifacts=$2 ;; esac
          shift
        done
        mkdir -p "$artifacts/obj/Cli"
        echo '"msbuildProject": "../Library/Library.csproj",' >"$artifacts/obj/Cli/project.assets.json"
        source=$(cat src/Cli/Program.cs)
        printf '#!/usr/bin/env bash\necho "%s: $*"\nif [ "${1:-}" = wait ]; then cat; fi\nexit 7\n' "$source" \
          >"$out/Orleans.TableService.Cli"
        chmod +x "$out/Orleans.TableService.Cli"
        """;

    private readonly TemporaryDirectory _directory = new();

    public FakeCheckout()
    {
        foreach (var file in (string[])["bin/streamstorage-cli", "bin/lib/publish"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.Copy(Path.Combine(Repository.Root, file), At(file));
        }

        foreach (var file in (string[])
            ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json"])
        {
            File.WriteAllText(At(file), "");
        }

        Write("src/Cli/Cli.csproj", "");
        Write("src/Cli/Program.cs", "one");
        Write("src/Library/Library.csproj", "");
        Write("src/Library/Code.cs", "");
        Write("src/Other/Code.cs", "");
        Write("tools/dotnet", Dotnet);
        File.SetUnixFileMode(At("tools/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public string SearchPath { get; set; } = Environment.GetEnvironmentVariable("PATH")!;

    public string Script => At("bin/streamstorage-cli");

    public int Builds => File.Exists(At("builds.log")) ? File.ReadAllLines(At("builds.log")).Length : 0;

    /// <summary>The folders of builds that are there.</summary>
    public IEnumerable<string> Kept => Directory.GetDirectories(At("artifacts/run/cli")).Where(d => !IsLink(d));

    public string At(string path) => Path.Combine(_directory.Path, path);

    public void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), content);
    }

    public Process Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(script, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["PATH"] = $"{At("tools")}:{SearchPath}";
        return Process.Start(start)!;
    }

    public async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        using var process = Start(Script, arguments);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return new ProcessResult(process.ExitCode, await output, await error);
    }

    public void Dispose() => _directory.Dispose();

    private static bool IsLink(string path) => File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
}
