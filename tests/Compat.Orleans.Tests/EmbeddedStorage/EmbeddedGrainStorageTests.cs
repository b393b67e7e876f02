using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TableService.Grains.EmbeddedStorage;

namespace Orleans.TableService.Tests.EmbeddedStorage;

public sealed class EmbeddedGrainStorageTests : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("test", "key/with ünusual characters");

    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"grain-state-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Write_WhenReadByAnotherInstance_GivesTheSameStateAndEtag()
    {
        var written = new GrainState<Note>(new Note("first"));
        await Open().WriteStateAsync("note", Grain, written);

        var read = await ReadAsync();

        Assert.Equal("first", read.State!.Text);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task Read_WhenNothingWasWritten_SaysSo()
    {
        var read = await ReadAsync();

        Assert.False(read.RecordExists);
        Assert.Null(read.ETag);
        Assert.Null(read.State);
    }

    [Fact]
    public async Task Write_WhenAnotherWroteMeanwhile_ThrowsAndChangesNothing()
    {
        var storage = Open();
        var first = new GrainState<Note>(new Note("first"));
        await storage.WriteStateAsync("note", Grain, first);
        var stale = new GrainState<Note>(new Note("stale"));

        var exception = await Assert.ThrowsAsync<InconsistentStateException>(
            () => storage.WriteStateAsync("note", Grain, stale));

        Assert.Equal(first.ETag, exception.StoredEtag);
        Assert.Null(exception.CurrentEtag);
        Assert.Equal("first", (await ReadAsync()).State!.Text);
    }

    [Fact]
    public async Task Clear_WhenDone_AStaleEtagOfBeforeIsRefused()
    {
        var storage = Open();
        var state = new GrainState<Note>(new Note("first"));
        await storage.WriteStateAsync("note", Grain, state);
        var before = state.ETag;

        await storage.ClearStateAsync("note", Grain, state);
        await storage.WriteStateAsync("note", Grain, state);

        Assert.NotEqual(before, state.ETag);
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => storage.ClearStateAsync("note", Grain, new GrainState<Note>(null, before)));
    }

    [Fact]
    public async Task Write_WhenACrashLeftAnUnfinishedFile_IsNotDisturbed()
    {
        var state = new GrainState<Note>(new Note("first"));
        await Open().WriteStateAsync("note", Grain, state);
        await File.WriteAllTextAsync(TheFile() + ".new", "half a st");

        Assert.Equal("first", (await ReadAsync()).State!.Text);
        state.State = new Note("second");
        await Open().WriteStateAsync("note", Grain, state);
        Assert.Equal("second", (await ReadAsync()).State!.Text);
    }

    [Fact]
    public async Task Read_WhenTheFileIsCutAnywhere_NamesIt()
    {
        await Open().WriteStateAsync("note", Grain, new GrainState<Note>(new Note("first")));
        var file = TheFile();
        var whole = await File.ReadAllBytesAsync(file);
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(file, whole[..length]);
            Assert.Equal(file, (await Assert.ThrowsAsync<GrainStateCorruptedException>(ReadAsync)).File);
        }
    }

    [Fact]
    public async Task Read_WhenAnyByteIsFlipped_NamesTheFile()
    {
        await Open().WriteStateAsync("note", Grain, new GrainState<Note>(new Note("first")));
        var file = TheFile();
        var whole = await File.ReadAllBytesAsync(file);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x40;
            await File.WriteAllBytesAsync(file, damaged);
            Assert.Contains(file, (await Assert.ThrowsAsync<GrainStateCorruptedException>(ReadAsync)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_WhenTheFileIsAnotherGrains_NamesIt()
    {
        await Open().WriteStateAsync("note", Grain, new GrainState<Note>(new Note("first")));
        var mine = TheFile();
        await Open().WriteStateAsync("other", Grain, new GrainState<Note>(new Note("other")));
        var others = Directory.GetFiles(_directory).Single(file => file != mine);
        File.Copy(others, mine, overwrite: true);

        await Assert.ThrowsAsync<GrainStateCorruptedException>(ReadAsync);
    }

    private EmbeddedGrainStorage Open() => new(_directory);

    private string TheFile() => Directory.GetFiles(_directory, "*.state").Single();

    private async Task<GrainState<Note>> ReadAsync()
    {
        var state = new GrainState<Note>();
        await Open().ReadStateAsync("note", Grain, state);
        return state;
    }

    private sealed record Note(string Text);
}
