using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Orleans.TableService.Tests.Suite.Model;

/// <summary>Random transactions do to a table what they do to the plain model of it.</summary>
/// <remarks>
/// A failure names its seed and the smallest script that still fails; the environment variable
/// <c>TABLE_SUITE_SEED</c> runs a seed again.
/// </remarks>
public abstract class ModelSuite(ITableService service) : TableServiceSuite(service)
{
    private int _tables;

    /// <summary>Random scripts per run.</summary>
    protected virtual int Scripts => 100;

    [Fact]
    public async Task Commit_WhenTransactionsAreRandom_DoesWhatTheModelDoes()
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("TABLE_SUITE_SEED"), out var asked)
            ? asked
            : (ulong)Environment.TickCount64;
        var config = Config.QuickThrowOnFailure
            .WithName(string.Create(CultureInfo.InvariantCulture, $"TABLE_SUITE_SEED={seed}"))
            .WithMaxTest(Scripts)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed), FSharpOption<int>.None)));
        var scripts = Arb.From(TransactionGenerator.Script, TransactionGenerator.Shrink);

        // FsCheck waits for each script, which only a thread without a context of xunit may do.
        var property = Prop.ForAll(scripts, script => RunAsync(script).GetAwaiter().GetResult());
        await Task.Run(() => Check.One(config, property));
    }

    private async Task RunAsync(TableTransaction[] script)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"model-{_tables++}");
        var table = await CreateTableAsync(
            new StreamConfiguration { InitialRanges = 2, KeepPreviousValues = true },
            name);
        var runs = new Dictionary<string, ModelRun>();
        foreach (var transaction in script)
        {
            var pKey = Some.Text(transaction.PKey);
            if (!runs.TryGetValue(pKey, out var run))
            {
                run = await ModelRun.StartAsync(table, Some.Key(pKey));
                runs.Add(pKey, run);
            }

            await run.StepAsync(transaction);
        }

        foreach (var run in runs.Values)
        {
            await run.EndAsync();
        }

        await Admin.DeleteStreamAsync(Namespace, name);
    }
}
