namespace Orleans.TableService.Compat;

/// <summary>Tells which activation's turn the calling thread runs.</summary>
internal static class ActivationScope
{
    [ThreadStatic]
    private static Activation? _current;

    public static Activation? Current
    {
        get => _current;
        set => _current = value;
    }
}
