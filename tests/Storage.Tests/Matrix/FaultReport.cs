using System.Globalization;
using System.Text;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Counts the cases by what happened and what came of it. Safe for use by many threads.</summary>
internal sealed class FaultReport
{
    private const int ProblemsMax = 12;

    private static readonly FaultOutcome[] Outcomes = Enum.GetValues<FaultOutcome>();

    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Fault, string Operation), int[]> _counts = [];
    private readonly List<string> _problems = [];

    /// <summary>Cases in which the store was not what it must be.</summary>
    public int Broken => Sum(FaultOutcome.Lost) + Sum(FaultOutcome.Refused) + Sum(FaultOutcome.Failed);

    /// <summary>All cases.</summary>
    public int Total => Outcomes.Sum(Sum);

    /// <summary>Adds a case.</summary>
    public void Add(string fault, DiskOperation operation, FaultOutcome outcome, string problem = "")
    {
        lock (_lock)
        {
            var key = (fault, operation.ToString());
            if (!_counts.TryGetValue(key, out var counts))
            {
                _counts.Add(key, counts = new int[Outcomes.Length]);
            }

            counts[(int)outcome]++;
            if (problem.Length > 0 && _problems.Count < ProblemsMax)
            {
                _problems.Add($"{fault}, {operation}: {problem}");
            }
        }
    }

    public int Sum(FaultOutcome outcome)
    {
        lock (_lock)
        {
            return _counts.Values.Sum(counts => counts[(int)outcome]);
        }
    }

    /// <summary>The first of the cases that were not as they must be.</summary>
    public string Problems()
    {
        lock (_lock)
        {
            return string.Join('\n', _problems);
        }
    }

    /// <summary>The table of counts.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            var text = new StringBuilder();
            Line(text, "fault", "operation", Outcomes.Select(outcome => outcome.ToString()));
            foreach (var ((fault, operation), counts) in _counts)
            {
                Line(text, fault, operation, counts.Select(count => count.ToString(CultureInfo.InvariantCulture)));
            }

            Line(text, "sum", "", Outcomes.Select(outcome => Sum(outcome).ToString(CultureInfo.InvariantCulture)));
            return text.ToString();
        }
    }

    private static void Line(StringBuilder text, string fault, string operation, IEnumerable<string> cells)
    {
        text.Append(CultureInfo.InvariantCulture, $"{fault,-24} {operation,-16}");
        foreach (var cell in cells)
        {
            text.Append(CultureInfo.InvariantCulture, $"{cell,9}");
        }

        text.AppendLine();
    }
}
