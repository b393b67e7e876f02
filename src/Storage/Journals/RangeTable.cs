using System.Collections.Concurrent;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>The ranges of a store. Only the flusher adds and removes; anyone may look.</summary>
internal sealed class RangeTable
{
    private readonly ConcurrentDictionary<RangeId, RangeLog> _ranges = new();

    public IEnumerable<RangeLog> All => _ranges.Values;

    public RangeLog? Find(RangeId id) => _ranges.GetValueOrDefault(id);

    public void Add(RangeLog range) => _ranges[range.Range] = range;

    public void Remove(RangeLog range) => _ranges.TryRemove(new(range.Range, range));

    /// <summary>What a start frame says: only what is durable. Flusher only, between frames.</summary>
    public List<CatalogEntry> Catalog()
    {
        var catalog = new List<CatalogEntry>(_ranges.Count);
        foreach (var (_, range) in _ranges)
        {
            lock (range.Gate)
            {
                if (range.IsCreated)
                {
                    catalog.Add(range.ToCatalogEntry());
                }
            }
        }

        return catalog;
    }
}
