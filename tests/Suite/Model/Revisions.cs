namespace Orleans.TableService.Tests.Suite.Model;

/// <summary>
/// The revisions of one pKey's writes, by which two services are compared: each numbers as it likes, but the n-th write
/// is the same in both. Scripts therefore say "the n-th write" where an operation takes a revision.
/// </summary>
internal sealed class Revisions
{
    private readonly List<long> _ofWrites = [0];

    public long Last => _ofWrites[^1];

    public void Add(long revision) => _ofWrites.Add(revision);

    public long Ordinal(long revision) => _ofWrites.IndexOf(revision);

    /// <summary>The transaction with the ordinals replaced by this service's revisions.</summary>
    public TableTransaction Resolve(TableTransaction transaction) => transaction with
    {
        Compares = [.. transaction.Compares.Select(Resolve)],
        Success = [.. transaction.Success.Select(Resolve)],
        Failure = [.. transaction.Failure.Select(Resolve)],
    };

    private TableCompare Resolve(TableCompare compare) =>
        compare.Target is CompareTarget.CreateRevision or CompareTarget.ModRevision
            ? compare with { Number = Resolve(compare.Number) }
            : compare;

    private TableOperation Resolve(TableOperation operation) => operation switch
    {
        PutOperation { ExpectedRevision: { } ordinal } put => put with { ExpectedRevision = Resolve(ordinal) },
        DeleteOperation { ExpectedRevision: { } ordinal } delete => delete with { ExpectedRevision = Resolve(ordinal) },
        _ => operation,
    };

    // Behind the last write: a revision that is not reached, greater than all.
    private long Resolve(long ordinal) =>
        ordinal < 0 ? ordinal : ordinal < _ofWrites.Count ? _ofWrites[(int)ordinal] : Last + 1_000_000;
}
