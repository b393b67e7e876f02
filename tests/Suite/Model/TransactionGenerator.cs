using FsCheck;
using FsCheck.Fluent;

namespace Orleans.TableService.Tests.Suite.Model;

/// <summary>Random transactions over few keys, so that they meet.</summary>
/// <remarks>Revisions in them are ordinals: see <see cref="Revisions"/>.</remarks>
internal static class TransactionGenerator
{
    private static readonly Gen<ReadOnlyMemory<byte>> LKey = Gen.Elements("", "61", "6100", "62", "63", "FF")
        .Select(hex => new ReadOnlyMemory<byte>(Convert.FromHexString(hex)));

    private static readonly Gen<ReadOnlyMemory<byte>> Bytes = Gen.Elements("", "00", "01", "0101", "030303")
        .Select(hex => new ReadOnlyMemory<byte>(Convert.FromHexString(hex)));

    private static readonly Gen<long> Amount = Gen.Frequency(
        (8, Gen.Choose(-3, 9).Select(n => (long)n)),
        (1, Gen.Elements(long.MaxValue, long.MinValue)));

    private static readonly Gen<bool> Coin = Gen.Elements(true, false);

    private static readonly Gen<int> Limit = Gen.Elements(0, 0, 1, 2, 5);

    private static readonly Gen<KeyInterval> Interval = Gen.Frequency(
        (1, Gen.Constant(KeyInterval.All)),
        (1, LKey.Select(KeyInterval.Prefix)),
        (1, LKey.Select(KeyInterval.Single)),
        (2, LKey.SelectMany(start => LKey.Select(end => new KeyInterval(start, end)))));

    public static Gen<TableTransaction[]> Script { get; } = Gen.Choose(1, 30).SelectMany(Transaction.ArrayOf);

    /// <summary>The script without one of its transactions, or with one transaction less in some list.</summary>
    public static IEnumerable<TableTransaction[]> Shrink(TableTransaction[] script)
    {
        for (var i = 0; i < script.Length; i++)
        {
            yield return [.. script[..i], .. script[(i + 1)..]];
        }

        for (var i = 0; i < script.Length; i++)
        {
            foreach (var smaller in Shrink(script[i]))
            {
                yield return [.. script[..i], smaller, .. script[(i + 1)..]];
            }
        }
    }

    private static Gen<TableTransaction> Transaction =>
        from pKey in Gen.Elements("p", "q")
        from compares in Few(Compare)
        from success in Few(Operation)
        from failure in Few(Operation)
        select new TableTransaction
        {
            PKey = Some.Key(pKey),
            Compares = compares,
            Success = success.Length + compares.Length + failure.Length == 0 ? [Some.Get("61")] : success,
            Failure = failure,
        };

    private static Gen<TableOperation> Operation => Gen.Frequency(
        (4, Put),
        (2, LKey.Select(TableOperation (key) => new GetOperation { LKey = key })),
        (2, Delete),
        (3, LKey.SelectMany(key => Amount.Select(
            TableOperation (amount) => new IncrementOperation { LKey = key, Amount = amount }))),
        (2, Range),
        (1, DeleteRange));

    private static Gen<TableOperation> Put =>
        from key in LKey
        from value in Bytes
        from version in Expected(-1)
        from revision in Expected(-1)
        from previous in Coin
        select (TableOperation)new PutOperation
        {
            LKey = key,
            Value = value,
            ExpectedVersion = version,
            ExpectedRevision = revision,
            ReturnPrevious = previous,
        };

    private static Gen<TableOperation> Delete =>
        from key in LKey
        from version in Expected(0)
        from revision in Expected(0)
        from previous in Coin
        select (TableOperation)new DeleteOperation
        {
            LKey = key,
            ExpectedVersion = version,
            ExpectedRevision = revision,
            ReturnPrevious = previous,
        };

    private static Gen<TableOperation> Range =>
        from interval in Interval
        from limit in Limit
        from down in Coin
        from keysOnly in Coin
        from countOnly in Gen.Elements(true, false, false)
        select (TableOperation)new RangeOperation
        {
            LKeys = interval,
            Limit = limit,
            Descending = down,
            KeysOnly = keysOnly,
            CountOnly = countOnly,
        };

    private static Gen<TableOperation> DeleteRange =>
        from interval in Interval
        from limit in Limit
        from previous in Coin
        select (TableOperation)new DeleteRangeOperation { LKeys = interval, Limit = limit, ReturnPrevious = previous };

    private static Gen<TableCompare> Compare =>
        from key in LKey
        from target in Gen.Elements(Enum.GetValues<CompareTarget>())
        from compareOperator in Gen.Elements(Enum.GetValues<CompareOperator>())
        from value in Gen.OneOf(Bytes.Select(bytes => new TableValue(bytes)), Amount.Select(n => new TableValue(n)))
        from number in Gen.Choose(0, 4)
        select new TableCompare
        {
            LKey = key,
            Target = target,
            Operator = compareOperator,
            Value = target == CompareTarget.Value ? value : default,
            Number = target == CompareTarget.Value ? 0 : number,
        };

    private static Gen<long?> Expected(int least) => Gen.Frequency(
        (9, Gen.Constant(default(long?))),
        (1, Gen.Choose(least, 4).Select(n => (long?)n)));

    private static Gen<T[]> Few<T>(Gen<T> one) =>
        Gen.Elements(0, 1, 1, 2, 4).SelectMany(count => one.ArrayOf(count));

    private static IEnumerable<TableTransaction> Shrink(TableTransaction transaction)
    {
        if (transaction.Compares.Count + transaction.Success.Count + transaction.Failure.Count > 1)
        {
            foreach (var fewer in WithoutOne(transaction.Compares))
            {
                yield return transaction with { Compares = fewer };
            }

            foreach (var fewer in WithoutOne(transaction.Success))
            {
                yield return transaction with { Success = fewer };
            }

            foreach (var fewer in WithoutOne(transaction.Failure))
            {
                yield return transaction with { Failure = fewer };
            }
        }
    }

    private static IEnumerable<T[]> WithoutOne<T>(IReadOnlyList<T> list) =>
        list.Select((_, i) => list.Where((_, j) => j != i).ToArray());
}
