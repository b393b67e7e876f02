using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Storage.Tests.Inspection;

/// <summary>A store that is not open, and how tests look at it.</summary>
internal static class StoppedStore
{
    public const string Data = "/data";

    /// <summary>The ranges that such stores have.</summary>
    public static readonly RangeId[] Ranges =
        [.. new[] { 1024, 1025, 1026 }.Select(number => new RangeId(new TableStreamId(1024), number))];

    public static JournalReport Verify(SimulatedDisk disk)
    {
        using var directory = new StoppedDirectory(Data, disk);
        return new JournalVerifier(directory) { ReadsRecords = false }.Verify([], CancellationToken.None);
    }
}
