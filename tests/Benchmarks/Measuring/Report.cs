using System.Globalization;

namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>The printed table, a line as soon as it is known.</summary>
internal static class Report
{
    public static void Heading(string title)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        Console.WriteLine($"{"",-46} {"per second",12} {"bytes/op",9}  against");
    }

    /// <summary>Prints a rate and what it is compared with.</summary>
    public static void Line(string name, Rate rate, string against = "") => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-46} {rate.PerSecond,12:N0} {rate.BytesPerOperation,9:N0}  {against}"));

    /// <summary>Prints a figure that is no rate.</summary>
    public static void Figure(string name, string value, string against = "") =>
        Console.WriteLine($"{name,-46} {value,12} {"",9}  {against}");

    /// <summary>"73 % of the empty call (goal 70 %)".</summary>
    public static string Ratio(Rate rate, Rate baseline, string of, int goalPercent) =>
        $"{Share(rate, baseline)} of {of} (goal {goalPercent} %)";

    /// <summary>"73 %".</summary>
    public static string Share(Rate rate, Rate baseline) => string.Create(
        CultureInfo.InvariantCulture,
        $"{100 * rate.PerSecond / baseline.PerSecond:N0} %");
}
