namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class FileJournalStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task ReadAll_AfterReopen_YieldsWhatWasAcknowledged()
    {
        using var directory = new TemporaryDirectory();
        for (var opening = 0; opening < 4; opening++)
        {
            await using var store = JournalTestStore.Open(directory.Path);
            await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            await using var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            Assert.Equal(opening + 1, journal.Epoch);
            Assert.Equal(2 * opening, journal.LastLsn);
            await journal.AppendAsync($"a{opening}", $"b{opening}");
            Assert.Equal(
                Enumerable.Range(0, opening + 1).SelectMany(i => new[] { $"{2 * i + 1}:a{i}", $"{2 * i + 2}:b{i}" }),
                journal.ReadAll());
        }
    }

    [Fact]
    public async Task Append_AcrossManyFiles_IsReadBackAfterReopen()
    {
        using var directory = new TemporaryDirectory();
        var expected = new List<string>();
        await using (var store = JournalTestStore.Open(directory.Path))
        {
            await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            await using var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            for (var i = 1; i <= 60; i++)
            {
                var payload = new string((char)('a' + (i % 26)), i * 400);
                await journal.AppendAsync(payload);
                expected.Add($"{i}:{payload}");
            }

            Assert.Equal(expected, journal.ReadAll());
        }

        await using var reopened = JournalTestStore.Open(directory.Path);
        await using var again = await reopened.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        Assert.Equal(expected, again.ReadAll());
    }

    [Fact]
    public async Task Append_LargerThanAFile_GetsAFileOfItsOwn()
    {
        using var directory = new TemporaryDirectory();
        var payload = new string('x', 300_000);
        await using (var store = JournalTestStore.Open(directory.Path))
        {
            await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            await using var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            await journal.AppendAsync(payload);
            await journal.AppendAsync("y");
        }

        await using var reopened = JournalTestStore.Open(directory.Path);
        await using var again = await reopened.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        Assert.Equal([$"1:{payload}", "2:y"], again.ReadAll());
    }

    [Fact]
    public async Task OpenAsync_WhenOpenedAgain_FencesTheOlderOwner()
    {
        using var directory = new TemporaryDirectory();
        await using var store = JournalTestStore.Open(directory.Path);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await using var older = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await older.AppendAsync("one");
        await using var newer = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);

        Assert.True(older.IsFenced);
        Assert.False(newer.IsFenced);
        await Assert.ThrowsAsync<RangeUnavailableException>(() => older.AppendAsync("lost"));
        await newer.AppendAsync("two");
        Assert.Equal(["1:one", "2:two"], newer.ReadAll());
    }

    [Fact]
    public async Task OpenAsync_OfUnknownRangeOrJournal_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        await using var store = JournalTestStore.Open(directory.Path);
        await Assert.ThrowsAsync<RangeUnavailableException>(
            () => store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None));
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => store.CreateAsync(JournalTestStore.Range, Guid.NewGuid(), None));
        await Assert.ThrowsAsync<RangeUnavailableException>(
            () => store.OpenAsync(JournalTestStore.Range, Guid.NewGuid(), None));
        Assert.Equal([JournalTestStore.Range], store.ListRanges());
    }

    [Fact]
    public async Task DeleteAsync_OfRange_RemovesItForGood()
    {
        using var directory = new TemporaryDirectory();
        await using (var store = JournalTestStore.Open(directory.Path))
        {
            await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            await using var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            await journal.AppendAsync("one");
            await store.DeleteAsync(JournalTestStore.Range, None);
            await store.DeleteAsync(JournalTestStore.Range, None);
            Assert.True(journal.IsFenced);
            await Assert.ThrowsAsync<RangeUnavailableException>(() => journal.AppendAsync("lost"));
        }

        await using var reopened = JournalTestStore.Open(directory.Path);
        Assert.Empty(reopened.ListRanges());
        await Assert.ThrowsAsync<RangeUnavailableException>(
            () => reopened.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None));
    }

    [Fact]
    public async Task Open_OfDirectoryInUse_NamesTheDirectory()
    {
        using var directory = new TemporaryDirectory();
        await using var store = JournalTestStore.Open(directory.Path);
        var refused = Assert.Throws<InvalidOperationException>(() => JournalTestStore.Open(directory.Path));
        Assert.Contains(directory.Path, refused.Message, StringComparison.Ordinal);
    }
}
