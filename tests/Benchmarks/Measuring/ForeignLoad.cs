using System.Globalization;

namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>How much of the machine's processors others had, whom this process neither is nor started.</summary>
internal sealed class ForeignLoad
{
    // Fields of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal.
    private const int Idle = 3;
    private const int WaitsForDisk = 4;
    private const int Fields = 8;

    // Of /proc/self/stat behind the name: user and system time, then those of children that have ended.
    private const int FirstOwnTime = 11;
    private const int OwnTimes = 4;

    private readonly (long Busy, long All, long Own) _start = Read();

    /// <summary>"others had 3 % of the processors".</summary>
    public string Describe()
    {
        var now = Read();
        var all = Math.Max(1, now.All - _start.All);
        var foreign = Math.Max(0, now.Busy - _start.Busy - (now.Own - _start.Own));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"others had {100.0 * foreign / all:N0} % of the processors meanwhile");
    }

    private static (long Busy, long All, long Own) Read()
    {
        var line = File.ReadLines("/proc/stat").First();
        var machine = Numbers(line["cpu".Length..]).Take(Fields).ToArray();
        var self = File.ReadAllText("/proc/self/stat");
        var own = self[(self.LastIndexOf(')') + 3)..].Split(' ').Skip(FirstOwnTime).Take(OwnTimes);
        var all = machine.Sum();
        return (all - machine[Idle] - machine[WaitsForDisk], all, own.Sum(Number));
    }

    private static IEnumerable<long> Numbers(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
