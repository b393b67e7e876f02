namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Random transactions that write, over few keys of two pKeys, so that they meet in one group.</summary>
internal sealed class RandomTransactions(int seed)
{
    private static readonly string[] LKeys = ["", "a", "a\0", "b", "c", "\u00ff"];
    private readonly Random _random = new(seed);

    public TableTransaction Next() => new()
    {
        PKey = Tx.Bytes(Pick(["p", "q"])),
        Compares = Some(0, 2, Compare),
        Success = [Write(), .. Some(0, 3, Operation)],
        Failure = [Write(), .. Some(0, 2, Operation)],
    };

    public int Below(int bound) => _random.Next(bound);

    private T[] Some<T>(int least, int most, Func<T> one) =>
        [.. Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => one())];

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];

    private byte[] LKey() => Tx.Bytes(Pick(LKeys));

    private KeyInterval Interval() => _random.Next(3) switch
    {
        0 => KeyInterval.All,
        1 => KeyInterval.Prefix(LKey()),
        _ => new KeyInterval(LKey(), LKey()),
    };

    private TableOperation Operation() => _random.Next(5) switch
    {
        0 => new GetOperation { LKey = LKey() },
        1 => new RangeOperation
        {
            LKeys = Interval(),
            Limit = _random.Next(4),
            Descending = Coin(),
            KeysOnly = Coin(),
            CountOnly = _random.Next(4) == 0,
        },
        _ => Write(),
    };

    private TableOperation Write() => _random.Next(8) switch
    {
        0 => new DeleteOperation { LKey = LKey(), ReturnPrevious = Coin(), ExpectedVersion = Coin() ? 0 : null },
        1 => new DeleteRangeOperation { LKeys = Interval(), Limit = _random.Next(3), ReturnPrevious = Coin() },
        2 or 3 => new IncrementOperation { LKey = LKey(), Amount = _random.Next(-2, 3) },
        4 => new PutOperation { LKey = LKey(), Value = Value(), ExpectedRevision = _random.Next(-1, 6) },
        _ => new PutOperation { LKey = LKey(), Value = Value(), ReturnPrevious = Coin() },
    };

    private TableCompare Compare() => new()
    {
        LKey = LKey(),
        Target = Pick(Enum.GetValues<CompareTarget>()),
        Operator = Pick(Enum.GetValues<CompareOperator>()),
        Value = Coin() ? new TableValue(Value()) : new TableValue(_random.Next(3)),
        Number = _random.Next(4),
    };

    private byte[] Value() => Tx.Bytes(Pick(["", "1", "22"]));

    private bool Coin() => _random.Next(2) == 0;
}
