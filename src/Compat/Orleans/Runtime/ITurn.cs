namespace Orleans.TableService.Compat;

/// <summary>A piece of work that runs in an activation's turn, up to its first await.</summary>
internal interface ITurn
{
    void Run();
}

/// <summary>A turn that starts asynchronous work of the runtime itself, which handles its own failures.</summary>
internal sealed class DelegateTurn(Func<Task> start) : ITurn
{
    public void Run() => _ = start();
}
