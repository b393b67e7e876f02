namespace Orleans.TableService.Compat;

/// <summary>Elements of a stream, and whether they are the last.</summary>
internal readonly record struct EnumerationBatch<T>(IReadOnlyList<T> Items, bool IsLast);

/// <summary>Asks for the next batch of a stream.</summary>
internal sealed class PullRequest<T>(ServedEnumeration<T> served, int batchSizeMax) : GrainRequest<EnumerationBatch<T>>
{
    public override Task Invoke(object grain) => served.PullAsync(Target!, batchSizeMax);
}

/// <summary>Ends a stream early.</summary>
internal sealed class EndRequest<T>(ServedEnumeration<T> served) : GrainRequest<NoResult>
{
    public override Task Invoke(object grain) => served.EndAsync();
}
