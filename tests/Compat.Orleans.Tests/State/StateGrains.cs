using Orleans.Core;
using Orleans.Runtime;

namespace Orleans.TableService.Tests.State;

public interface IStateGrain : IGrainWithStringKey
{
    Task<string> GetAsync();

    Task SetAsync(string text);

    Task ClearAsync();

    Task EndAsync();

    Task WriteBehindAsync(string text);
}

public sealed class NoteState
{
    public string Text { get; set; } = "empty";
}

[GrainType("test.note")]
public sealed class StateGrain(
    [PersistentState("note", "notes")] IPersistentState<NoteState> note,
    [PersistentState("second", "notes")] IPersistentState<NoteState> second,
    [PersistentState("default")] IPersistentState<NoteState> inDefault,
    IServiceProvider services,
    IGrainContext context) : Grain, IStateGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
        => context == GrainContext && services == context.ActivationServices && second.State.Text == "empty"
            && inDefault.State.Text == "empty"
            ? Task.CompletedTask
            : throw new InvalidOperationException("Wrong injection.");

    public Task<string> GetAsync() => Task.FromResult($"{note.State.Text} {note.RecordExists} {note.Etag is not null}");

    public Task SetAsync(string text)
    {
        note.State.Text = text;
        return note.WriteStateAsync();
    }

    public Task ClearAsync() => note.ClearStateAsync();

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    // Another writer, such as an activation elsewhere, gets in between.
    public async Task WriteBehindAsync(string text)
    {
        var storage = (Orleans.Storage.IGrainStorage)services.GetService(typeof(StorageUnderTest))!;
        var record = new GrainState<NoteState>();
        await storage.ReadStateAsync("note", context.GrainId, record);
        record.State = new NoteState { Text = text };
        await storage.WriteStateAsync("note", context.GrainId, record);
        note.State.Text = "mine";
        await note.WriteStateAsync();
    }
}
