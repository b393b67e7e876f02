using Grpc.Core;

namespace Orleans.TableService.Client;

/// <summary>One attempt at a transaction: the call of its kind when it is a single operation, else Txn.</summary>
internal sealed class UnaryCommit
{
    private readonly StreamInfo _table;
    private readonly Wire.Tables.TablesClient _tables;
    private readonly Calls _calls;

    public UnaryCommit(StreamInfo table, Wire.Tables.TablesClient tables, Calls calls)
    {
        _table = table;
        _tables = tables;
        _calls = calls;
        Attempt = AttemptAsync;
    }

    /// <summary>Commits; every failure of the call but the caller's own cancellation is a fault.</summary>
    public Func<TableTransaction, CallOptions, ValueTask<TransactionOutcome>> Attempt { get; }

    private async ValueTask<TransactionOutcome> AttemptAsync(TableTransaction transaction, CallOptions options)
    {
        try
        {
            var result = await CallAsync(transaction, options).ConfigureAwait(false);
            return new TransactionOutcome(result);
        }
        catch (RpcException exception)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            return new TransactionOutcome(_calls.Faults.Of(exception, TransactionWriter.IsRead(transaction)));
        }
    }

    private Task<TransactionResult> CallAsync(TableTransaction transaction, CallOptions options) =>
        TransactionWriter.SingleOf(transaction) switch
        {
            PutOperation put => PutAsync(transaction, put, options),
            GetOperation get => GetAsync(transaction, get, options),
            DeleteOperation delete => DeleteAsync(transaction, delete, options),
            IncrementOperation increment => IncrementAsync(transaction, increment, options),
            RangeOperation range => RangeAsync(transaction, range, options),
            DeleteRangeOperation range => DeleteRangeAsync(transaction, range, options),
            _ => TxnAsync(transaction, options),
        };

    private Task<TransactionResult> PutAsync(TableTransaction transaction, PutOperation put, CallOptions options) =>
        ReadAsync(
            _tables.PutAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Put = TransactionWriter.Write(put),
                },
                options),
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Put)));

    private Task<TransactionResult> GetAsync(TableTransaction transaction, GetOperation get, CallOptions options) =>
        ReadAsync(
            _tables.GetAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Get = TransactionWriter.Write(get),
                },
                options),
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Get)));

    private Task<TransactionResult> DeleteAsync(
        TableTransaction transaction,
        DeleteOperation delete,
        CallOptions options) =>
        ReadAsync(
            _tables.DeleteAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Delete = TransactionWriter.Write(delete),
                },
                options),
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Delete)));

    private Task<TransactionResult> IncrementAsync(
        TableTransaction transaction,
        IncrementOperation increment,
        CallOptions options) =>
        ReadAsync(
            _tables.IncrementAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Increment = TransactionWriter.Write(increment),
                },
                options),
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Increment)));

    private Task<TransactionResult> RangeAsync(
        TableTransaction transaction,
        RangeOperation range,
        CallOptions options) =>
        ReadAsync(
            _tables.RangeAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Range = TransactionWriter.Write(range),
                },
                options),
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Range)));

    private Task<TransactionResult> DeleteRangeAsync(
        TableTransaction transaction,
        DeleteRangeOperation range,
        CallOptions options) =>
        ReadAsync(
            _tables.DeleteRangeAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    DeleteRange = TransactionWriter.Write(range),
                },
                options),
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.DeleteRange)));

    private Task<TransactionResult> TxnAsync(TableTransaction transaction, CallOptions options) =>
        ReadAsync(
            _tables.TxnAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Txn = TransactionWriter.Write(transaction),
                },
                options),
            static reply => ResultReader.Read(reply.Revision, reply.Txn));

    private static async Task<TransactionResult> ReadAsync<TReply>(
        AsyncUnaryCall<TReply> call,
        Func<TReply, TransactionResult> read)
    {
        using (call)
        {
            return read(await call.ResponseAsync.ConfigureAwait(false));
        }
    }
}
