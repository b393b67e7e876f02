namespace Orleans.TableService.Client;

/// <summary>
/// Refuses what no server can be configured to take, before it is sent: a server refuses too large a message by closing
/// the call without saying which part of it is too large. The server's own limits may be lower, and it states them.
/// </summary>
internal static class HardLimits
{
    private static readonly TableLimits Limits = new()
    {
        KeySizeMaxBytes = 64 << 10,
        ValueSizeMaxBytes = 15 << 20,
        TransactionOperationsMax = 1024,
        TransactionSizeMaxBytes = 16 << 20,
    };

    public static Fault? Check(TableTransaction transaction) => TransactionCheck.Check(transaction, Limits);
}
