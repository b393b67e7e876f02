using System.Runtime.CompilerServices;
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
        Attempt = Call;
    }

    /// <summary>Commits; every failure of the call but the caller's own cancellation is a fault.</summary>
    public Func<TableTransaction, CallScope, ValueTask<TransactionOutcome>> Attempt { get; }

    private ValueTask<TransactionOutcome> Call(TableTransaction transaction, CallScope scope) =>
        TransactionWriter.SingleOf(transaction) switch
        {
            PutOperation put => Put(transaction, put, scope),
            GetOperation get => Get(transaction, get, scope),
            DeleteOperation delete => Delete(transaction, delete, scope),
            IncrementOperation increment => Increment(transaction, increment, scope),
            RangeOperation range => Range(transaction, range, scope),
            DeleteRangeOperation range => DeleteRange(transaction, range, scope),
            _ => Txn(transaction, scope),
        };

    private ValueTask<TransactionOutcome> Put(TableTransaction transaction, PutOperation put, CallScope scope) =>
        ReadAsync(
            _tables.PutAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Put = TransactionWriter.Write(put, transaction.PKey),
                },
                Options(scope)),
            scope,
            isRead: false,
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Put)));

    private ValueTask<TransactionOutcome> Get(TableTransaction transaction, GetOperation get, CallScope scope) =>
        ReadAsync(
            _tables.GetAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Get = TransactionWriter.Write(get, transaction.PKey),
                },
                Options(scope)),
            scope,
            isRead: true,
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Get)));

    private ValueTask<TransactionOutcome> Delete(
        TableTransaction transaction,
        DeleteOperation delete,
        CallScope scope) =>
        ReadAsync(
            _tables.DeleteAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Delete = TransactionWriter.Write(delete, transaction.PKey),
                },
                Options(scope)),
            scope,
            isRead: false,
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Delete)));

    private ValueTask<TransactionOutcome> Increment(
        TableTransaction transaction,
        IncrementOperation increment,
        CallScope scope) =>
        ReadAsync(
            _tables.IncrementAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Increment = TransactionWriter.Write(increment, transaction.PKey),
                },
                Options(scope)),
            scope,
            isRead: false,
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Increment)));

    private ValueTask<TransactionOutcome> Range(
        TableTransaction transaction,
        RangeOperation range,
        CallScope scope) =>
        ReadAsync(
            _tables.RangeAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Range = TransactionWriter.Write(range),
                },
                Options(scope)),
            scope,
            isRead: true,
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.Range)));

    private ValueTask<TransactionOutcome> DeleteRange(
        TableTransaction transaction,
        DeleteRangeOperation range,
        CallScope scope) =>
        ReadAsync(
            _tables.DeleteRangeAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    DeleteRange = TransactionWriter.Write(range),
                },
                Options(scope)),
            scope,
            isRead: false,
            static reply => ResultReader.Single(reply.Revision, ResultReader.Read(reply.DeleteRange)));

    private ValueTask<TransactionOutcome> Txn(TableTransaction transaction, CallScope scope) =>
        ReadAsync(
            _tables.TxnAsync(
                new()
                {
                    Namespace = _table.NamespaceName,
                    Table = _table.Name,
                    PKey = TransactionWriter.Wrap(transaction.PKey),
                    Txn = TransactionWriter.Write(transaction),
                },
                Options(scope)),
            scope,
            isRead: TransactionWriter.IsRead(transaction),
            static reply => ResultReader.Read(reply.Revision, reply.Txn));

    private static CallOptions Options(CallScope scope) => new(cancellationToken: scope.Token);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TransactionOutcome> ReadAsync<TReply>(
        AsyncUnaryCall<TReply> call,
        CallScope scope,
        bool isRead,
        Func<TReply, TransactionResult> read)
    {
        try
        {
            return new TransactionOutcome(read(await call.ResponseAsync.ConfigureAwait(false)));
        }
        catch (RpcException exception)
        {
            scope.Caller.ThrowIfCancellationRequested();
            return new TransactionOutcome(_calls.Faults.Of(exception, isRead, scope.IsTimedOut));
        }
    }
}
