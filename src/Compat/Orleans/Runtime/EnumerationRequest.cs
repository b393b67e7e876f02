namespace Orleans.TableService.Compat;

/// <summary>A call of a method that returns a stream of results; its arguments are in derived classes.</summary>
internal abstract class EnumerationRequest<T>
{
    public GrainMethod Method { get; set; } = null!;

    /// <summary>Calls the method of the grain object; in the grain's turn.</summary>
    public abstract IAsyncEnumerable<T> Invoke(object grain);

    public virtual void CopyArguments(MessageCopier copier)
    {
    }
}
