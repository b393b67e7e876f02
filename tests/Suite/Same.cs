using System.Diagnostics.CodeAnalysis;

namespace Orleans.TableService.Tests.Suite;

/// <summary>Equality by content, where records hold memory.</summary>
internal sealed class Same : IEqualityComparer<TableEntry?>
{
    public static readonly Same Entry = new();

    public bool Equals(TableEntry? x, TableEntry? y) =>
        x is null || y is null
            ? x is null && y is null
            : x.LKey.Span.SequenceEqual(y.LKey.Span)
                && x.Value == y.Value
                && (x.CreateRevision, x.ModRevision, x.Version) == (y.CreateRevision, y.ModRevision, y.Version);

    public int GetHashCode([DisallowNull] TableEntry? obj) => obj.ModRevision.GetHashCode();
}
