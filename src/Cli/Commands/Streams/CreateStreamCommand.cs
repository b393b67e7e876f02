using System.CommandLine;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Commands.Streams;

/// <summary>stream create</summary>
internal sealed class CreateStreamCommand : StreamCommand
{
    private readonly Option<int> _ranges = NumberOption.Create(
        "--ranges",
        "How many ranges it begins with.",
        least: 1,
        most: StreamConfiguration.InitialRangesMax,
        standard: 1);

    private readonly Option<string> _keyType = OneOf(
        "--key-type",
        "How ranges divide the partition keys: evenly by hash, or in the order of their bytes.",
        "hash",
        "raw");

    private readonly Option<string> _storageType = OneOf("--storage-type", "What it is used as.", "table", "stream");

    private readonly Option<bool> _keepPrevious = new("--keep-previous")
    {
        Description = "Every change carries the value that it replaced, for watches; costs journal space.",
    };

    private readonly Option<long?> _retentionTime = QuantityOption.Time(
        "--retention-time",
        "How long changes are kept for watches, such as 24h, or forever. Without both: a table keeps 1h and 256MiB.");

    private readonly Option<long?> _retentionSize = QuantityOption.Size(
        "--retention-size",
        "How much of its changes each range keeps at most, such as 1GiB, or unlimited.");

    private readonly Option<int?> _separate = SizeOption.Create(
        "--separate-values-from",
        "Values of this size and more lie in files of their own: worth it for large values that are overwritten.",
        ValueSeparation.FromBytesMin,
        ValueSeparation.FromBytesMax);

    public CreateStreamCommand(CommandSetup setup)
        : base(setup, "create", "Create a stream or table.")
    {
        Options.Add(_ranges);
        Options.Add(_keyType);
        Options.Add(_storageType);
        Options.Add(_keepPrevious);
        Options.Add(_retentionTime);
        Options.Add(_retentionSize);
        Options.Add(_separate);
    }

    protected override async Task<int> RunAsync(
        Invocation invocation,
        string stream,
        CancellationToken cancellationToken)
    {
        var configuration = new StreamConfiguration
        {
            KeyType = invocation.Get(_keyType) == "raw" ? KeyType.Raw : KeyType.Hash,
            StorageType = invocation.Get(_storageType) == "stream" ? StorageType.Stream : StorageType.Table,
            InitialRanges = invocation.Get(_ranges),
            KeepPreviousValues = invocation.Get(_keepPrevious),
            Retention = Retention(invocation.Get(_retentionTime), invocation.Get(_retentionSize)),
            SeparateValuesFromBytes = invocation.Get(_separate),
        };
        var info = await invocation.Admin
            .CreateStreamAsync(invocation.Namespace, stream, configuration, cancellationToken)
            .ConfigureAwait(false);
        return Show(invocation, info, $"Successfully created stream '{stream}':");
    }

    private static HistoryRetention? Retention(long? timeMs, long? sizeBytes) => timeMs is null && sizeBytes is null
        ? null
        : new HistoryRetention
        {
            Time = timeMs is { } time and not long.MaxValue ? TimeSpan.FromMilliseconds(time) : null,
            SizeBytes = sizeBytes is long.MaxValue ? null : sizeBytes,
        };

    private static Option<string> OneOf(string name, string description, string standard, string other)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.AcceptOnlyFromAmong(standard, other);
        return option;
    }
}
