namespace Orleans.Runtime;

/// <summary>Tells which activation the calling code runs in.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation whose turn this is.</summary>
    /// <exception cref="InvalidOperationException">The caller is in no grain's turn.</exception>
    IGrainContext GrainContext { get; }
}
