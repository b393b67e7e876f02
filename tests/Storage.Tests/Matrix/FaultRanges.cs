using System.Globalization;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Tests.Journals;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>The ranges, groups and options of the fault tests.</summary>
internal static class FaultRanges
{
    public const string Data = "/data";

    /// <summary>Everything so small that few appends pass through every kind of step.</summary>
    public static StorageOptions Options()
    {
        var options = JournalTestStore.Options(Data);

        // Where a disk stays full nothing is given back: each such wait lasts its whole time.
        options.CommitLogWaitMax = TimeSpan.FromSeconds(1);
        options.CommitLogFileSizeBytes = 16 << 10;
        options.CommitLogSizeMaxBytes = 64 << 10;
        options.SegmentSizeBytes = 8 << 10;
        options.SegmentCopySizeBytes = 4 << 10;

        // Each read is one that can fail, and which there are is not the scheduler's affair.
        options.RecentLogSizeBytes = 0;
        return options;
    }

    public static RangeId Id(long number) => new(new TableStreamId(1024), number);

    public static string DirectoryOf(long number) => $"{Data}/ranges/1024/{number}";

    /// <summary>The journal of the n-th life of a range.</summary>
    public static Guid JournalId(long number, int life) => new(life, (short)number, 0, [1, 2, 3, 4, 5, 6, 7, 8]);

    /// <summary>A group whose records have these sizes and contents of their own.</summary>
    public static RecordGroup Group(long firstLsn, int number, int[] sizes)
    {
        var builder = new RecordGroupBuilder(firstLsn);
        foreach (var size in sizes)
        {
            var writer = builder.BeginRecord();
            var record = writer.GetSpan(size)[..size];
            record.Fill((byte)('a' + (number % 26)));
            number.TryFormat(record, out _, default, CultureInfo.InvariantCulture);
            writer.Advance(size);
            builder.EndRecord();
        }

        return builder.Build();
    }
}
