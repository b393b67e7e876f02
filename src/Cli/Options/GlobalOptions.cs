using System.CommandLine;

namespace Orleans.TableService.Cli.Options;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    public Option<string> Server { get; } = new("--server", "-s")
    {
        Description = "Address of the server, host:port.",
        HelpName = "host:port",
        Recursive = true,
        DefaultValueFactory = _ => "127.0.0.1:4181",
    };

    public Option<string> Namespace { get; } = new("--namespace", "-n")
    {
        Description = "Namespace of the stream or table.",
        HelpName = "name",
        Recursive = true,
        DefaultValueFactory = _ => "default",
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON, one object per line.",
        Recursive = true,
    };

    public void AddTo(Command root)
    {
        root.Options.Add(Server);
        root.Options.Add(Namespace);
        root.Options.Add(Json);
    }
}
