namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Tries every fault at every step of a script, and every crash that may follow.</summary>
/// <param name="script">What is done to the store; the same operations each time.</param>
/// <param name="lie">A rule to be broken, to see that the matrix notices.</param>
internal sealed class FaultMatrix(Func<FaultDriver, Task> script, Lie? lie = null)
{
    /// <summary>
    /// At every so many-th operation one of the states that a power cut leaves is worked on, and crashes again.
    /// </summary>
    public int SecondLevelEvery { get; init; } = 60;

    /// <summary>What is done to a store that a crash has left, before it crashes again.</summary>
    public Func<FaultDriver, Task> Afterwards { get; init; } = FaultScripts.AfterwardsAsync;

    public FaultReport Report { get; } = new();

    /// <summary>Cuts the power, or kills the process, before every operation of a run without other faults.</summary>
    public async Task CrashEverywhereAsync()
    {
        var points = await RecordAsync(new SimulatedDisk(), new JournalLedger(), script, "power cut");
        await Parallel.ForEachAsync(points, async (point, _) => await CrashAtAsync(point));
    }

    /// <summary>Lets every operation fail, one in each run, and crashes afterwards.</summary>
    public async Task FailEverywhereAsync(FaultKind kind, FaultDuration duration)
    {
        var count = await FailAtAsync(kind, duration, int.MaxValue);
        await Parallel.ForAsync(0, count, async (at, _) => await FailAtAsync(kind, duration, at));
    }

    private async Task CrashAtAsync(CrashPoint point)
    {
        var random = new Random(point.Number);
        var cuts = (lie is null
            ? CutChoices.Of(point.Image.Uncertain, random)
            : CutChoices.FewOf(point.Image.Uncertain, random)).ToList();
        foreach (var kept in cuts)
        {
            await CheckAsync("power cut", point, point.Image.AfterPowerCut(kept.Contains), kept);
        }

        if (lie is null)
        {
            await KillAsync(point, random);
        }

        if (lie is null && point.Number % SecondLevelEvery == 0)
        {
            var kept = cuts[random.Next(cuts.Count)];
            await CrashAgainAsync(
                point.Image.AfterPowerCut(kept.Contains), new JournalLedger(point.Entries), random);
        }
    }

    // What a killed process leaves in the page cache is served by the next one, so it must be made durable first.
    private async Task KillAsync(CrashPoint point, Random random)
    {
        var killed = point.Image.AfterKill();
        if (await CheckAsync("kill", point, killed, []) is { } served)
        {
            var later = point with { Image = killed.Image(), Entries = served.Entries };
            foreach (var kept in CutChoices.FewOf(later.Image.Uncertain, random))
            {
                await CheckAsync("kill, then power cut", later, later.Image.AfterPowerCut(kept.Contains), kept);
            }
        }
    }

    private async Task CrashAgainAsync(SimulatedDisk disk, JournalLedger ledger, Random random)
    {
        foreach (var point in await RecordAsync(disk, ledger, Afterwards, "second power cut"))
        {
            foreach (var kept in CutChoices.FewOf(point.Image.Uncertain, random))
            {
                await CheckAsync("second power cut", point, point.Image.AfterPowerCut(kept.Contains), kept);
            }
        }
    }

    private async Task<int> FailAtAsync(FaultKind kind, FaultDuration duration, int at)
    {
        var disk = new SimulatedDisk();
        var ledger = new JournalLedger();
        var plan = new FaultPlan(kind, duration, at);
        var random = new Random(at);
        disk.Inject = plan.Inject;
        var fault = $"{kind} {duration}".ToLowerInvariant();

        // Beside the end of the run, one moment between the fault and that.
        var skipped = random.Next(40);
        var recorder = new CrashRecorder(disk, ledger, _ => plan.Hit is not null && skipped-- == 0);
        disk.Observe = recorder.Observe;
        try
        {
            await Driver(disk, ledger, mayFail: true).RunAsync(script);
        }
        catch (Exception e) when (e is LedgerViolationException or JournalCorruptedException)
        {
            Report.Add(fault, plan.Hit ?? default, FaultOutcome.Lost, $"fault at {at}, {plan.Path}: {e}");
        }

        plan.End();
        disk.Observe = null;
        if (plan.Hit is not { } hit)
        {
            return plan.Count;
        }

        recorder.Points.Add(new CrashPoint(at, hit, plan.Path, disk.Image(), ledger.Entries));
        foreach (var point in recorder.Points)
        {
            await CrashAfterFaultAsync(fault, point with { Next = hit, Path = plan.Path, Number = at }, random);
        }

        return plan.Count;
    }

    private async Task CrashAfterFaultAsync(string fault, CrashPoint point, Random random)
    {
        foreach (var kept in CutChoices.FewOf(point.Image.Uncertain, random))
        {
            await CheckAsync(fault, point, point.Image.AfterPowerCut(kept.Contains), kept);
        }

        var killed = point.Image.AfterKill();
        if (await CheckAsync(fault, point, killed, []) is { } served)
        {
            var later = point with { Image = killed.Image(), Entries = served.Entries };
            await CheckAsync(fault, later, later.Image.AfterPowerCut(_ => false), []);
        }
    }

    private async Task<JournalLedger?> CheckAsync(
        string fault, CrashPoint point, SimulatedDisk left, HashSet<Uncertainty> kept)
    {
        var ledger = new JournalLedger(point.Entries);
        var (outcome, problem) = await CrashCheck.RunAsync(left, ledger);
        var isBroken = outcome >= FaultOutcome.Lost;
        Report.Add(fault, point.Next, outcome, isBroken ? Describe(point, kept, problem) : "");
        return isBroken ? null : ledger;
    }

    private async Task<List<CrashPoint>> RecordAsync(
        SimulatedDisk disk, JournalLedger ledger, Func<FaultDriver, Task> steps, string fault)
    {
        var recorder = new CrashRecorder(disk, ledger);
        disk.Observe = recorder.Observe;
        try
        {
            await Driver(disk, ledger, mayFail: false).RunAsync(steps);
        }
        catch (Exception e) when (e is LedgerViolationException or JournalCorruptedException)
        {
            Report.Add(fault, DiskOperation.Open, FaultOutcome.Lost, e.ToString());
        }

        recorder.Observe(DiskOperation.Open, "the end");
        disk.Observe = null;
        return recorder.Points;
    }

    private FaultDriver Driver(SimulatedDisk disk, JournalLedger ledger, bool mayFail) =>
        new(lie is { } told ? new LyingFiles(disk, told) : disk, ledger, mayFail)
        {
            TrimsTooEarly = lie == Lie.JournalIsTrimmedFirst,
        };

    private static string Describe(CrashPoint point, HashSet<Uncertainty> kept, string problem)
    {
        var lost = point.Image.Uncertain.Where(what => !kept.Contains(what)).Take(8);
        return $"before operation {point.Number} of {point.Path}: {problem}\n"
            + $"  kept {string.Join(", ", kept.Take(8))}; lost {string.Join(", ", lost)}";
    }
}
