namespace Orleans.TableService.Compat;

/// <summary>The streams that one activation feeds. Used in its turns only.</summary>
internal sealed class ServedEnumerations
{
    private readonly HashSet<IServedEnumeration> _open = [];

    public void Add(IServedEnumeration enumeration) => _open.Add(enumeration);

    public void Remove(IServedEnumeration enumeration) => _open.Remove(enumeration);

    /// <summary>Ends all of them: the activation goes.</summary>
    public Task AbortAsync() => Task.WhenAll(_open.ToArray().Select(enumeration => enumeration.AbortAsync()));
}

/// <summary>A stream that an activation feeds.</summary>
internal interface IServedEnumeration
{
    Task AbortAsync();
}
