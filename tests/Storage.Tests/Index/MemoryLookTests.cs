using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Tests.Journals;
using Orleans.TableService.Storage.Tests.Ranges;

namespace Orleans.TableService.Storage.Tests.Index;

/// <summary>Which revision is stated when a write comes between the choice of one and the look at the index.</summary>
public sealed class MemoryLookTests
{
    private static readonly byte[] Key = [(byte)IndexKeyKind.Entry, 1, 2, 3];
    private static readonly int Hash = KeyHash.Of(Key);

    private readonly ImportMark _imports = new();

    [Fact]
    public void TryRead_OfAnEntryThatWasWrittenMeanwhile_StatesItsRevision()
    {
        using var directory = new TemporaryDirectory();
        using var environment = new IndexEnvironment(new StorageOptions { DataDirectory = directory.Path });
        using var index = Open(environment);
        Write(index, 6, modRevision: 6);

        var revision = 5L;
        Assert.True(index.TryReadFromMemory(Key, Hash, _imports, out _, ref revision));
        Assert.Equal(6, revision);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    public void TryRead_OfAnEntryThatWasImportedMeanwhile_StatesNoRevisionWithoutIt(long modRevision)
    {
        using var directory = new TemporaryDirectory();
        using var environment = new IndexEnvironment(new StorageOptions { DataDirectory = directory.Path });
        using var index = Open(environment);
        _imports.Raise(7);
        Write(index, 7, modRevision);

        var revision = 5L;
        Assert.False(index.TryReadFromMemory(Key, Hash, _imports, out _, ref revision) && revision < 7);
        revision = 7;
        Assert.True(index.TryReadFromMemory(Key, Hash, _imports, out var state, ref revision));
        Assert.Equal((7, modRevision), (revision, state.ModRevision));
    }

    private static RangeIndex Open(IndexEnvironment environment)
    {
        var index = RangeIndex.Open(
            environment.DirectoryOf(StoreHost.Descriptor.Id),
            environment.OptionsOf(StoreHost.Descriptor),
            environment.EntryCaches);
        index.Commit(MetaOf(5));
        return index;
    }

    private static void Write(RangeIndex index, long lsn, long modRevision)
    {
        index.Batch.Set(Key, new EntryState
        {
            Exists = true,
            Value = new TableValue("v"u8.ToArray()),
            CreateRevision = 1,
            ModRevision = modRevision,
        });
        index.Commit(MetaOf(lsn));
    }

    private static IndexMeta MetaOf(long lsn) =>
        new(StoreHost.Descriptor.Id, StoreHost.Descriptor.JournalId, lsn, 1, 1);
}
