namespace Orleans.TableService.Compat;

/// <summary>How a grain method returns.</summary>
/// <param name="IsSupported">Whether grain methods may return so at all.</param>
/// <param name="IsValueTask">A value task rather than a task.</param>
/// <param name="IsEnumerable">A stream of results.</param>
/// <param name="Result">Type of the result or element; <see cref="NoResult"/> for none.</param>
internal readonly record struct ResultShape(bool IsSupported, bool IsValueTask, bool IsEnumerable, Type Result)
{
    public static ResultShape Of(Type type)
    {
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return (type, generic) switch
        {
            _ when type == typeof(Task) => new(true, false, false, typeof(NoResult)),
            _ when type == typeof(ValueTask) => new(true, true, false, typeof(NoResult)),
            _ when generic == typeof(Task<>) => new(true, false, false, type.GetGenericArguments()[0]),
            _ when generic == typeof(ValueTask<>) => new(true, true, false, type.GetGenericArguments()[0]),
            _ when generic == typeof(IAsyncEnumerable<>) => new(true, false, true, type.GetGenericArguments()[0]),
            _ => default,
        };
    }
}
