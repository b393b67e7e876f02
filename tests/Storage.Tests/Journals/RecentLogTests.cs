using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class RecentLogTests
{
    private const int Seed = 20_261_122;
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(64 << 10)]
    [InlineData(200_000)]
    public void TryRead_OfAnythingThatWasAdded_ReadsWhatIsStillInTheRing(int sizeBytes)
    {
        var random = new Random(Seed);
        var recent = new RecentLog(sizeBytes);
        for (var i = 0; i < 1000; i++)
        {
            recent.Add(Bytes(recent.End, random.Next(sizeBytes / 4) + (i % 100 == 99 ? 2 * sizeBytes : 1)));
            var start = Math.Max(0, recent.End - sizeBytes);
            var address = random.NextInt64(start, recent.End);
            var read = new byte[random.NextInt64(recent.End - address + 1)];
            Assert.True(recent.TryRead(address, read));
            Assert.Equal(Bytes(address, read.Length), read);
            Assert.True(recent.TryRead(start, read.AsSpan(0, Math.Min(1, read.Length))));
            Assert.False(recent.TryRead(start - 1, read));
        }
    }

    [Fact]
    public void TryRead_OfARingThatKeepsNothing_ReadsNothing()
    {
        var recent = new RecentLog(0);
        recent.Add(Bytes(0, 10));
        Assert.Equal(10, recent.End);
        Assert.False(recent.TryRead(0, new byte[1]));
        Assert.False(recent.TryRead(9, new byte[1]));
    }

    [Fact]
    public async Task TryRead_WhileMuchIsAdded_ReadsNothingButWhatWasThere()
    {
        const int SizeBytes = 4096;
        var recent = new RecentLog(SizeBytes);
        var end = 0L;
        using var reading = new ManualResetEventSlim();
        var adding = Task.Run(() =>
        {
            reading.Wait();
            var random = new Random(Seed);
            for (var i = 0; i < 200_000; i++)
            {
                recent.Add(Bytes(recent.End, random.Next(1, 300)));
                Volatile.Write(ref end, recent.End);
            }
        });

        var read = new byte[600];
        do
        {
            reading.Set();

            // The oldest that may be there, so that it is often overtaken.
            var address = Math.Max(0, Volatile.Read(ref end) - SizeBytes);
            if (Volatile.Read(ref end) - address >= read.Length && recent.TryRead(address, read))
            {
                Assert.Equal(Bytes(address, read.Length), read);
            }
        }
        while (!adding.IsCompleted);

        await adding;
        Assert.True(recent.TryRead(end - SizeBytes, read));
        Assert.Equal(Bytes(end - SizeBytes, read.Length), read);
    }

    [Theory]
    [InlineData(1 << 20, false)]
    [InlineData(0, true)]
    public async Task Append_WithWhatIsRecentInMemory_CopiesAndReadsWithoutTheFilesOfTheLog(
        int recentLogSizeBytes, bool readsFiles)
    {
        var disk = new SimulatedDisk();
        var options = JournalTestStore.Options("/data");
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 64 << 10;
        options.RecentLogSizeBytes = recentLogSizeBytes;
        await using var store = JournalTestStore.Open(options, disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var readCount = 0;
        disk.WhenRead = (path, _) =>
        {
            // A file that was a spare is still read by the name that it was opened by.
            if (path.StartsWith("/data/log/", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref readCount);
            }
        };
        var payloads = Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), 3000)).ToList();
        foreach (var payload in payloads)
        {
            await journal.AppendAsync(payload);
        }

        await store.WhenIdleAsync();
        Assert.Equal(payloads.Select((payload, i) => $"{i + 1}:{payload}"), journal.ReadAll());
        Assert.Equal(readsFiles, readCount > 0);
    }

    // What lies at an address is known by the address.
    private static byte[] Bytes(long address, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = (byte)(((address + i) * 2_654_435_761) >> 16);
        }

        return bytes;
    }
}
