namespace Orleans.TableService.Grains.Namespaces;

/// <summary>Checks what a stream is created with.</summary>
internal static class StreamCheck
{
    /// <summary>Why a stream cannot be created so, or <see langword="null"/> when it can.</summary>
    public static Fault? Check(string name, StreamConfiguration configuration)
    {
        if (ResourceName.Check("stream", name) is { } fault)
        {
            return fault;
        }

        if (configuration.InitialRanges is < 1 or > StreamConfiguration.InitialRangesMax)
        {
            return Faults.InvalidRequest(
                "initial_ranges", $"A stream is created with 1 to {StreamConfiguration.InitialRangesMax} ranges.");
        }

        if (!Enum.IsDefined(configuration.KeyType))
        {
            return Faults.InvalidRequest("key_type", "A stream's key type is HASH or RAW.");
        }

        if (ValueSeparation.Check(configuration.SeparateValuesFromBytes) is { } separation)
        {
            return separation;
        }

        return Enum.IsDefined(configuration.StorageType)
            ? configuration.Retention?.Check()
            : Faults.InvalidRequest("storage_type", "A stream's storage type is STREAM or TABLE.");
    }
}
