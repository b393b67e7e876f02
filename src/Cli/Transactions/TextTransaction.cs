using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Transactions;

/// <summary>Reads a transaction from lines of text: see <see cref="TransactionHelp"/>.</summary>
internal static class TextTransaction
{
    /// <returns>The transaction, its pKey still empty.</returns>
    /// <exception cref="UsageException">A line cannot be understood; the message names it.</exception>
    public static TableTransaction Parse(string text, BytesFormat format)
    {
        var compares = new List<TableCompare>();
        var success = new List<TableOperation>();
        var failure = new List<TableOperation>();
        var section = "success:";
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line is "compares:" or "success:" or "failure:")
            {
                section = line;
                continue;
            }

            try
            {
                Read(line, section);
            }
            catch (UsageException exception)
            {
                throw new UsageException($"Line {number} of the transaction: {exception.Message}");
            }
        }

        return new TableTransaction { PKey = default, Compares = compares, Success = success, Failure = failure };

        void Read(string line, string of)
        {
            if (of == "compares:" && CompareLine.Parse(line, format) is { } compare)
            {
                compares.Add(compare);
            }
            else if (of != "compares:" && OperationLine.Parse(line, format) is { } operation)
            {
                (of == "success:" ? success : failure).Add(operation);
            }
        }
    }
}
