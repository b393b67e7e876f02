using Orleans.TableService.Storage.Journals;
using Xunit.Abstractions;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>
/// Long workloads by seed: random steps, random faults, a crash of some kind, and on from what it leaves.
/// </summary>
public sealed class LongRunTests(ITestOutputHelper output)
{
    private const int Runs = 32;
    private const int Lives = 8;

    [Fact]
    public async Task Store_ThroughManyLivesOfFaultsAndCrashes_KeepsWhatItAcknowledged()
    {
        var report = new FaultReport();
        await Parallel.ForEachAsync(FaultSeed.Many(Runs), async (seed, _) => await LiveAsync(seed, report));
        output.WriteLine(report.ToString());
        Assert.True(report.Broken == 0, report.Problems());
    }

    private static async Task LiveAsync(int seed, FaultReport report)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        var ledger = new JournalLedger();
        for (var life = 0; life < Lives; life++)
        {
            var plan = new FaultPlan(
                Pick(
                    random,
                    FaultKind.Error,
                    FaultKind.ReadError,
                    FaultKind.DoneButFailed,
                    FaultKind.TornWrite,
                    FaultKind.NoSpace),
                Pick(random, FaultDuration.Once, FaultDuration.Spell, FaultDuration.Lasting),
                random.Next(600));
            disk.Inject = plan.Inject;

            // One of its own: the disk asks from other threads.
            var moments = new Random(random.Next());
            var recorder = new CrashRecorder(disk, ledger, _ => moments.Next(100) == 0);
            disk.Observe = recorder.Observe;
            var problem = await TryRunAsync(disk, ledger, random);
            plan.End();
            disk.Observe = null;
            var last = new CrashPoint(life, plan.Hit ?? DiskOperation.Open, plan.Path, disk.Image(), ledger.Entries);
            var crash = random.Next(2) == 0 || recorder.Points.Count == 0
                ? last
                : recorder.Points[random.Next(recorder.Points.Count)];
            disk = Crash(crash.Image, random);
            ledger = new JournalLedger(crash.Entries);
            var (outcome, found) = problem.Length > 0
                ? (FaultOutcome.Lost, problem)
                : await CrashCheck.RunAsync(disk, ledger);
            report.Add("long run", crash.Next, outcome,
                found.Length > 0 ? $"{FaultSeed.Describe(seed)}, life {life}: {found}" : "");
            if (outcome >= FaultOutcome.Lost)
            {
                return;
            }
        }
    }

    private static SimulatedDisk Crash(DiskImage image, Random random) => random.Next(4) switch
    {
        0 => image.AfterKill(),
        1 => image.AfterPowerCut(_ => false),
        _ => image.AfterPowerCut(_ => random.Next(2) == 0),
    };

    private static async Task<string> TryRunAsync(SimulatedDisk disk, JournalLedger ledger, Random random)
    {
        try
        {
            var driver = new FaultDriver(disk, ledger, mayFail: true, overlaps: random.Next(2) == 0);
            await driver.RunAsync(at => StepsAsync(at, random));
            return "";
        }
        catch (Exception e) when (e is LedgerViolationException or JournalCorruptedException)
        {
            return e.ToString();
        }
    }

    private static async Task StepsAsync(FaultDriver driver, Random random)
    {
        var count = random.Next(20, 120);
        for (var step = 0; step < count; step++)
        {
            var number = 1 + Math.Min(random.Next(4), random.Next(4));
            await (random.Next(24) switch
            {
                0 => driver.CreateAsync(number),
                1 => driver.RestartAsync(),
                2 => driver.TrimAsync(number, random.Next(10)),
                3 => random.Next(3) == 0 ? driver.DeleteAsync(number) : driver.CreateAsync(number),
                < 9 => driver.AppendTogetherAsync(random.Next(1, 3000), 1, 2, 3),
                < 13 => driver.AppendAtOnceAsync(random.Next(1, 6), random.Next(1, 3000), 3, 1, 4),
                _ => driver.AppendAsync(
                    number, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(10, 3000))]),
            });
        }
    }

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
