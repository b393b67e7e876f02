using System.CommandLine;

namespace Orleans.TableService.Cli.Options;

/// <summary>The options that the commands of tables share.</summary>
internal sealed class TableOptions
{
    public Option<string> Table { get; } = new("--table", "-t")
    {
        Description = "The table.",
        HelpName = "name",
        Required = true,
    };

    public Option<string> Key { get; } = new("--key", "-k")
    {
        Description = "The key: the local key, and the partition key too where --pkey is not given.",
        HelpName = "key",
        Required = true,
    };

    public Option<string?> OptionalKey { get; } = new("--key", "-k")
    {
        Description = "The key to watch: the local key, and the partition key too where --pkey is not given.",
        HelpName = "key",
    };

    public Option<string?> PKey { get; } = new("--pkey", "-p")
    {
        Description = "The partition key.",
        HelpName = "key",
    };

    public Option<string> RequiredPKey { get; } = new("--pkey", "-p")
    {
        Description = "The partition key.",
        HelpName = "key",
        Required = true,
    };

    public Option<string?> Start { get; } = new("--start")
    {
        Description = "First local key.",
        HelpName = "key",
    };

    public Option<string?> End { get; } = new("--end")
    {
        Description = "First local key that is not wanted any more.",
        HelpName = "key",
    };

    public Option<string?> Prefix { get; } = new("--prefix")
    {
        Description = "Only local keys that begin with this; instead of --start and --end.",
        HelpName = "key",
    };

    public Option<bool> Hex { get; } = new("--hex")
    {
        Description = "Keys and values are hexadecimal, typed and printed.",
    };

    public Option<bool> Base64 { get; } = new("--base64")
    {
        Description = "Keys and values are base64, typed and printed.",
    };

    public Option<bool> Previous { get; } = new("--prev")
    {
        Description = "Print what was there before, too.",
    };

    public Option<long?> ExpectedVersionOfPut { get; } =
        NumberOption.Create("--expected-version", "Only if the key has this version; -1: only if it is absent.", -1);

    public Option<long?> ExpectedRevisionOfPut { get; } = NumberOption.Create(
        "--expected-revision",
        "Only if the key was last written at this revision; -1: only if it is absent.",
        -1);

    public Option<long?> ExpectedVersionOfDelete { get; } =
        NumberOption.Create("--expected-version", "Only if the key has this version.", 0);

    public Option<long?> ExpectedRevisionOfDelete { get; } =
        NumberOption.Create("--expected-revision", "Only if the key was last written at this revision.", 0);

    /// <summary>Adds the table and the way bytes are written.</summary>
    public void AddTableTo(Command command)
    {
        command.Options.Add(Table);
        command.Options.Add(Hex);
        command.Options.Add(Base64);
    }

    /// <summary>Adds the options of an interval of local keys.</summary>
    public void AddIntervalTo(Command command)
    {
        command.Options.Add(Start);
        command.Options.Add(End);
        command.Options.Add(Prefix);
    }
}
