using Orleans.TableService.Testing;

namespace Orleans.TableService.Tests.Suite.Model;

/// <summary>One pKey of a table beside the same pKey of a table in memory: both must answer the same.</summary>
internal sealed class ModelRun(ITable table, ITable model, byte[] pKey)
{
    private readonly Revisions _revisions = new();
    private readonly Revisions _modelRevisions = new();

    public static async Task<ModelRun> StartAsync(ITable table, byte[] pKey)
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync(InMemoryTableService.DefaultNamespace, "model", table.Info.Configuration);
        return new ModelRun(table, await service.OpenTableAsync(InMemoryTableService.DefaultNamespace, "model"), pKey);
    }

    public async Task StepAsync(TableTransaction transaction)
    {
        var expected = await model.TryCommitAsync(_modelRevisions.Resolve(transaction));
        var actual = await table.TryCommitAsync(_revisions.Resolve(transaction));
        if (expected.IsResult && actual.IsResult)
        {
            Assert.True(actual.Result.Revision >= _revisions.Last, "A result is older than the last write.");
            if (expected.Result.Revision > _modelRevisions.Last)
            {
                Assert.True(actual.Result.Revision > _revisions.Last, "A write has the revision of an earlier one.");
                _modelRevisions.Add(expected.Result.Revision);
                _revisions.Add(actual.Result.Revision);
            }
        }

        Assert.Equal(Describe.Outcome(expected, _modelRevisions), Describe.Outcome(actual, _revisions));
    }

    /// <summary>The history from revision 1 is the same, too.</summary>
    public async Task EndAsync()
    {
        var request = new WatchRequest { PKey = pKey, FromRevision = 1 };
        var expected = new List<string>();
        await using var modelWatch = await WatchReader.StartAsync(model, request);
        while (modelWatch.Revision < _modelRevisions.Last)
        {
            var changes = await modelWatch.NextBatchAsync();
            expected.AddRange(changes.Select(change => Describe.Change(change, _modelRevisions)));
        }

        await using var watch = await WatchReader.StartAsync(table, request);
        var actual = (await watch.NextAsync(expected.Count)).Select(change => Describe.Change(change, _revisions));

        // Which of a transaction's changes comes first is not promised.
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }
}
