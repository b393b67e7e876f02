namespace Orleans.TableService.Silo;

/// <summary>The command line: a role, and options that become settings.</summary>
internal sealed record ServerArguments(bool IsHelp, IReadOnlyDictionary<string, string?> Settings)
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Help = """
        Orleans.TableService: durable tables and streams, served over gRPC.

        Usage: streamstorage standalone [options]

        Roles:
          standalone           Everything in one process: storage, grains and the gRPC door.

        Options:
          --port <number>      Port of the gRPC door (HTTP/2 without TLS); 0 takes a free one. Default 4181.
          --bind <address>     IP address to listen on; 0.0.0.0 for all. Default 127.0.0.1.
          --data-dir <path>    Directory of all data; made if it is missing. Default ./data.
          --checkpoint-store <s3://bucket/prefix>
                               Bucket for checkpoints, of this data directory alone. Default: the data directory.
          --s3-endpoint <uri>  Address of a store that is not Amazon's, such as http://127.0.0.1:9000.
          --s3-region <name>   Region of the bucket. Default AWS_REGION. Credentials: AWS_ACCESS_KEY_ID and the like.
          --metrics-port <n>   Port of /metrics for Prometheus, on 127.0.0.1; 0 takes a free one. Default: off.
          --otlp <uri>         Where metrics and traces are sent by OTLP. Default OTEL_EXPORTER_OTLP_ENDPOINT, or off.
          --help               Print this.

        Every setting can also be given in appsettings.json beside the program, or as an environment variable:
          TableService__Server__Port=4181
          TableService__Storage__DataDirectory=/var/lib/tables
          TableService__Storage__MemtableBudgetBytes=268435456
          TableService__Gateway__ConnectionsMax=20000
          TableService__Server__MetricsBind=0.0.0.0

        Examples:
          streamstorage standalone
          streamstorage standalone --port 5000 --data-dir /var/lib/tables
          streamstorage standalone --bind 0.0.0.0

        When it is ready it prints one line to standard output. It logs JSON lines to standard error, and stops on
        SIGTERM or Ctrl+C after the writes under way are durable.

        """;

    private static readonly Dictionary<string, string> SettingOf = new(StringComparer.Ordinal)
    {
        ["--port"] = "TableService:Server:Port",
        ["--bind"] = "TableService:Server:Bind",
        ["--metrics-port"] = "TableService:Server:MetricsPort",
        ["--otlp"] = "TableService:Server:OtlpEndpoint",
        ["--checkpoint-store"] = "TableService:Storage:Checkpoints:S3:Location",
        ["--s3-endpoint"] = "TableService:Storage:Checkpoints:S3:Endpoint",
        ["--s3-region"] = "TableService:Storage:Checkpoints:S3:Region",
        ["--data-dir"] = "TableService:Storage:DataDirectory",
    };

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">It is not understood.</exception>
    public static ServerArguments Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        string? role = null;
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Divide(args[i]);
            if (name is "--help" or "-h" or "-?")
            {
                return new ServerArguments(IsHelp: true, settings);
            }

            if (SettingOf.TryGetValue(name, out var setting))
            {
                value ??= ++i < args.Count ? args[i] : "";
                if (value.Length == 0)
                {
                    throw new UsageException($"{name} needs a value.");
                }

                settings[setting] = value;
            }
            else if (name.StartsWith('-') || role is not null)
            {
                throw new UsageException($"'{args[i]}' is not understood.");
            }
            else
            {
                role = name;
            }
        }

        return role switch
        {
            "standalone" => new ServerArguments(IsHelp: false, settings),
            null => throw new UsageException("The role is missing."),
            _ => throw new UsageException($"There is no role '{role}'."),
        };
    }

    // Both "--port 5000" and "--port=5000".
    private static (string Name, string? Value) Divide(string argument)
    {
        var isOption = argument.StartsWith("--", StringComparison.Ordinal);
        var equals = isOption ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }
}
