namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Which of the things that a power cut may keep or lose are tried.</summary>
internal static class CutChoices
{
    private const int ExhaustiveMax = 4;
    private const int EachNameMax = 6;
    private const int EachMax = 3;
    private const int RandomCount = 4;

    /// <summary>
    /// Every subset when there are few. Else nothing, everything, each alone and each missing (some of them, when there
    /// are many), and some at random.
    /// </summary>
    public static IEnumerable<HashSet<Uncertainty>> Of(IReadOnlyList<Uncertainty> uncertain, Random random)
    {
        if (uncertain.Count <= ExhaustiveMax)
        {
            for (var subset = 0; subset < 1 << uncertain.Count; subset++)
            {
                yield return [.. uncertain.Where((_, i) => (subset >> i & 1) != 0)];
            }

            yield break;
        }

        foreach (var choice in Extremes(uncertain))
        {
            yield return choice;
        }

        foreach (var one in Some(uncertain, random))
        {
            yield return [one];
            yield return [.. uncertain.Where(other => other != one)];
        }

        for (var i = 0; i < RandomCount; i++)
        {
            yield return AtRandom(uncertain, random);
        }
    }

    /// <summary>Nothing and everything, and one subset at random.</summary>
    public static IEnumerable<HashSet<Uncertainty>> FewOf(IReadOnlyList<Uncertainty> uncertain, Random random) =>
        uncertain.Count == 0 ? [[]] : [.. Extremes(uncertain), AtRandom(uncertain, random)];

    private static HashSet<Uncertainty>[] Extremes(IReadOnlyList<Uncertainty> uncertain) => [[], [.. uncertain]];

    // Names matter more than lengths, of which there are fewer than sectors: each kind has its share.
    private static IEnumerable<Uncertainty> Some(IReadOnlyList<Uncertainty> uncertain, Random random)
    {
        var shuffled = uncertain.ToArray();
        random.Shuffle(shuffled);
        return shuffled.GroupBy(what => what.Kind).SelectMany(
            kind => kind.Take(kind.Key == UncertaintyKind.Name ? EachNameMax : EachMax));
    }

    private static HashSet<Uncertainty> AtRandom(IReadOnlyList<Uncertainty> uncertain, Random random) =>
        [.. uncertain.Where(_ => random.Next(2) == 0)];
}
