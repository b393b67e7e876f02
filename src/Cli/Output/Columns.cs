namespace Orleans.TableService.Cli.Output;

/// <summary>Rows of cells with their columns aligned to the left.</summary>
internal static class Columns
{
    public static void Write(TextWriter output, string[] heading, string[][] rows)
    {
        string[][] lines = [heading, .. rows];
        var widths = heading.Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
        foreach (var row in lines)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }
}
