namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>
/// How far each key of two ranges was counted: what was acknowledged, and what may have happened besides.
/// </summary>
internal sealed class KeyCounts
{
    public const int Keys = 4;

    private readonly Dictionary<(long Range, int Key), (int Sure, int Asked)> _counts = [];

    public static IReadOnlyList<long> Ranges { get; } = [1, 2];

    public KeyCounts Copy()
    {
        var copy = new KeyCounts();
        foreach (var (key, count) in _counts)
        {
            copy._counts.Add(key, count);
        }

        return copy;
    }

    /// <summary>Counts keys up, many at once; one that fails ends its key's counting.</summary>
    public async Task<bool> CountAsync(EngineOnDisk engine, int rounds, Random random)
    {
        var isWhole = true;
        for (var round = 0; round < rounds && isWhole; round++)
        {
            var work = Ranges.SelectMany(range => Enumerable.Range(0, Keys).Select(key => (range, key)))
                .Where(_ => random.Next(3) > 0).ToList();
            var outcomes = work.Select(one => engine.CountAsync(one.range, $"key {one.key}", Ask(one))).ToList();
            foreach (var (one, outcome) in work.Zip(await Task.WhenAll(outcomes)))
            {
                isWhole &= Note(one, outcome);
            }
        }

        return isWhole;
    }

    /// <summary>Reads every key and compares; what is found is sure from now on.</summary>
    public async Task CompareAsync(EngineOnDisk engine, string what)
    {
        foreach (var range in Ranges)
        {
            for (var key = 0; key < Keys; key++)
            {
                var (sure, asked) = _counts.GetValueOrDefault((range, key));
                var (first, number, last) = await engine.ReadAsync(range, $"key {key}");
                Assert.True(
                    number >= sure && number <= asked,
                    $"{what}: key {key} of range {range} is {number}, {sure} was acknowledged, {asked} asked for");
                Assert.True(
                    first == last && (number == 0 ? first.Length == 0 : first == $"{number}"),
                    $"{what}: key {key} of range {range} is {first}, {number}, {last}: not one transaction");
                _counts[(range, key)] = ((int)number, (int)number);
            }
        }
    }

    private int Ask((long Range, int Key) key)
    {
        var (sure, asked) = _counts.GetValueOrDefault(key);
        _counts[key] = (sure, asked + 1);
        return asked + 1;
    }

    private bool Note((long Range, int Key) key, TransactionOutcome outcome)
    {
        var (sure, asked) = _counts[key];
        if (outcome.IsResult)
        {
            _counts[key] = (asked, asked);
        }
        else if (outcome.Fault!.Code != FaultCode.UnknownOutcome)
        {
            // Not carried out, and it says so.
            _counts[key] = (sure, asked - 1);
        }

        return outcome.IsResult;
    }
}
