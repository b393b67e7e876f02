using Grpc.Core;

namespace Orleans.TableService.Gateway;

/// <summary>The service <c>tableservice.v1.Tables</c>: reads requests, commits, writes replies.</summary>
/// <remarks>
/// A fault ends a call through its status, beside an empty reply that clients drop, because an exception would cost
/// more than the call.
/// </remarks>
internal sealed class TablesService(Committer committer, WatchCalls watches, PipelineCalls pipelines)
    : Wire.Tables.TablesBase
{
    private static readonly Wire.PutReply NoPut = new();
    private static readonly Wire.GetReply NoGet = new();
    private static readonly Wire.DeleteReply NoDelete = new();
    private static readonly Wire.IncrementReply NoIncrement = new();
    private static readonly Wire.RangeReply NoRange = new();
    private static readonly Wire.DeleteRangeReply NoDeleteRange = new();
    private static readonly Wire.TxnReply NoTxn = new();

    public override Task<Wire.PutReply> Put(Wire.PutRequest request, ServerCallContext context) =>
        request.Put is null
            ? Refuse(OperationReader.Missing("put"), NoPut, context)
            : CommitAsync(
                TableName.Of(request.Namespace, request.Table),
                TableTransaction.Of(request.PKey.Memory, OperationReader.Read(request.Put, request.PKey.Memory)),
                NoPut,
                static result => new()
                {
                    Revision = result.Revision,
                    Put = ResultWriter.Write((PutResult)result.Results[0]),
                },
                context);

    public override Task<Wire.GetReply> Get(Wire.GetRequest request, ServerCallContext context) =>
        CommitAsync(
            TableName.Of(request.Namespace, request.Table),
            TableTransaction.Of(request.PKey.Memory, OperationReader.Read(request.Get, request.PKey.Memory)),
            NoGet,
            static result => new()
            {
                Revision = result.Revision,
                Get = ResultWriter.Write((GetResult)result.Results[0]),
            },
            context);

    public override Task<Wire.DeleteReply> Delete(Wire.DeleteRequest request, ServerCallContext context) =>
        request.Delete is null
            ? Refuse(OperationReader.Missing("delete"), NoDelete, context)
            : CommitAsync(
                TableName.Of(request.Namespace, request.Table),
                TableTransaction.Of(request.PKey.Memory, OperationReader.Read(request.Delete, request.PKey.Memory)),
                NoDelete,
                static result => new()
                {
                    Revision = result.Revision,
                    Delete = ResultWriter.Write((DeleteResult)result.Results[0]),
                },
                context);

    public override Task<Wire.IncrementReply> Increment(Wire.IncrementRequest request, ServerCallContext context) =>
        request.Increment is null
            ? Refuse(OperationReader.Missing("increment"), NoIncrement, context)
            : CommitAsync(
                TableName.Of(request.Namespace, request.Table),
                TableTransaction.Of(
                    request.PKey.Memory, OperationReader.Read(request.Increment, request.PKey.Memory)),
                NoIncrement,
                static result => new()
                {
                    Revision = result.Revision,
                    Increment = ResultWriter.Write((IncrementResult)result.Results[0]),
                },
                context);

    public override Task<Wire.RangeReply> Range(Wire.RangeRequest request, ServerCallContext context) =>
        request.Range is null
            ? Refuse(OperationReader.Missing("range"), NoRange, context)
            : CommitAsync(
                TableName.Of(request.Namespace, request.Table),
                TableTransaction.Of(request.PKey.Memory, OperationReader.Read(request.Range)),
                NoRange,
                static result => new()
                {
                    Revision = result.Revision,
                    Range = ResultWriter.Write((RangeResult)result.Results[0]),
                },
                context);

    public override Task<Wire.DeleteRangeReply> DeleteRange(
        Wire.DeleteRangeRequest request,
        ServerCallContext context)
    {
        if (request.DeleteRange is null || OperationReader.Read(request.DeleteRange) is not { } deleteRange)
        {
            var field = request.DeleteRange is null ? "delete_range" : "delete_range.l_keys";
            return Refuse(OperationReader.Missing(field), NoDeleteRange, context);
        }

        return CommitAsync(
            TableName.Of(request.Namespace, request.Table),
            TableTransaction.Of(request.PKey.Memory, deleteRange),
            NoDeleteRange,
            static result => new()
            {
                Revision = result.Revision,
                DeleteRange = ResultWriter.Write((DeleteRangeResult)result.Results[0]),
            },
            context);
    }

    public override Task<Wire.TxnReply> Txn(Wire.TxnRequest request, ServerCallContext context)
    {
        Fault? fault = null;
        var transaction = request.Txn is null ? null : OperationReader.Read(request.Txn, request.PKey, out fault);
        return transaction is null
            ? Refuse(fault ?? OperationReader.Missing("txn"), NoTxn, context)
            : CommitAsync(
                TableName.Of(request.Namespace, request.Table),
                transaction,
                NoTxn,
                static result => new() { Revision = result.Revision, Txn = ResultWriter.Write(result) },
                context);
    }

    public override Task Pipeline(
        IAsyncStreamReader<Wire.PipelineRequest> requestStream,
        IServerStreamWriter<Wire.PipelineReply> responseStream,
        ServerCallContext context) => pipelines.RunAsync(requestStream, responseStream, context);

    public override Task Watch(
        Wire.WatchRequest request,
        IServerStreamWriter<Wire.WatchReply> responseStream,
        ServerCallContext context) => watches.RunAsync(request, responseStream, context);

    private static Task<TReply> Refuse<TReply>(Fault fault, TReply none, ServerCallContext context)
    {
        FaultStatus.Set(context, fault);
        return Task.FromResult(none);
    }

    // One state machine for the whole way through the door: a call that waits allocates no more.
    private async Task<TReply> CommitAsync<TReply>(
        TableName name,
        TableTransaction transaction,
        TReply none,
        Func<TransactionResult, TReply> write,
        ServerCallContext context)
    {
        var cancellationToken = context.CancellationToken;
        ITable? known = null;
        TransactionOutcome outcome;
        try
        {
            outcome = await committer.SendAsync(name, transaction, out known, cancellationToken);
        }
        catch (Exception exception) when (!Committer.IsCancellation(exception, cancellationToken))
        {
            outcome = committer.OutcomeOf(exception);
        }

        if (known is not null && Committer.MayBeStale(outcome.Fault))
        {
            outcome = await committer.SendAgainAsync(name, known, transaction, cancellationToken);
        }

        if (outcome.IsResult)
        {
            return write(outcome.Result);
        }

        FaultStatus.Set(context, outcome.Fault);
        return none;
    }
}
