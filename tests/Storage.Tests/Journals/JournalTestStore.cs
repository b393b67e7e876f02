using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>Small journal stores, and how tests write to and read from them.</summary>
internal static class JournalTestStore
{
    public static readonly RangeId Range = new(new TableStreamId(1024), 1024);
    public static readonly Guid JournalId = new("0b7f8f8e-6f0a-4c1e-9a53-3f3a51d2a901");

    public static StorageOptions Options(string directory) => new()
    {
        DataDirectory = directory,
        CommitLogFileSizeBytes = 64 << 10,
        CommitLogSizeMaxBytes = 512 << 10,
        SegmentSizeBytes = 64 << 10,
        SegmentCopySizeBytes = 4 << 10,

        // Two frames: most groups are read back from memory, and some from files.
        RecentLogSizeBytes = 8 << 10,
        DurableMarkDelay = TimeSpan.FromHours(1),

        // How fast the background copies is the machine's affair: no test may depend on it.
        CommitLogWaitMax = TimeSpan.FromMinutes(2),
    };

    public static FileJournalStore Open(string directory) => Open(Options(directory), new PosixFileLayer());

    public static FileJournalStore Open(StorageOptions options, IFileLayer files) =>
        FileJournalStore.Open(options, TimeProvider.System, NullLogger.Instance, files);

    public static RecordGroup Group(long firstLsn, params string[] payloads)
    {
        var builder = new RecordGroupBuilder(firstLsn);
        foreach (var payload in payloads)
        {
            System.Buffers.BuffersExtensions.Write(builder.BeginRecord(), System.Text.Encoding.UTF8.GetBytes(payload));
            builder.EndRecord();
        }

        return builder.Build();
    }

    public static Task AppendAsync(this IRangeJournal journal, RecordGroup group)
    {
        var completion = new TaskCompletion();
        journal.Append(group, completion);
        return completion.Task;
    }

    public static Task AppendAsync(this IRangeJournal journal, params string[] payloads) =>
        journal.AppendAsync(Group(journal.LastLsn + 1, payloads));

    public static List<string> ReadAll(this IRangeJournal journal, long fromLsn = 0)
    {
        using var reader = journal.OpenReader(fromLsn == 0 ? journal.FirstLsn : fromLsn);
        var read = new List<string>();
        while (reader.TryRead(out var group))
        {
            foreach (var record in group)
            {
                read.Add($"{record.Lsn}:{System.Text.Encoding.UTF8.GetString(record.Payload.Span)}");
            }
        }

        return read;
    }

    private sealed class TaskCompletion : IAppendCompletion
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _source.Task;

        public void Committed(RecordGroup group) => _source.SetResult();

        public void Failed(RecordGroup group, Exception error) => _source.SetException(error);
    }
}
