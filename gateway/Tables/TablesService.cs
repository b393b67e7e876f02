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

    public override async Task<Wire.PutReply> Put(Wire.PutRequest request, ServerCallContext context)
    {
        if (request.Put is null)
        {
            FaultStatus.Set(context, OperationReader.Missing("put"));
            return NoPut;
        }

        var transaction = TableTransaction.Of(
            request.PKey.Memory, OperationReader.Read(request.Put, request.PKey.Memory));
        var result = await CommitAsync(TableName.Of(request.Namespace, request.Table), transaction, context);
        return result is null
            ? NoPut
            : new() { Revision = result.Revision, Put = ResultWriter.Write((PutResult)result.Results[0]) };
    }

    public override async Task<Wire.GetReply> Get(Wire.GetRequest request, ServerCallContext context)
    {
        var transaction = TableTransaction.Of(
            request.PKey.Memory, OperationReader.Read(request.Get, request.PKey.Memory));
        var result = await CommitAsync(TableName.Of(request.Namespace, request.Table), transaction, context);
        return result is null
            ? NoGet
            : new() { Revision = result.Revision, Get = ResultWriter.Write((GetResult)result.Results[0]) };
    }

    public override async Task<Wire.DeleteReply> Delete(Wire.DeleteRequest request, ServerCallContext context)
    {
        if (request.Delete is null)
        {
            FaultStatus.Set(context, OperationReader.Missing("delete"));
            return NoDelete;
        }

        var transaction = TableTransaction.Of(
            request.PKey.Memory, OperationReader.Read(request.Delete, request.PKey.Memory));
        var result = await CommitAsync(TableName.Of(request.Namespace, request.Table), transaction, context);
        return result is null
            ? NoDelete
            : new() { Revision = result.Revision, Delete = ResultWriter.Write((DeleteResult)result.Results[0]) };
    }

    public override async Task<Wire.IncrementReply> Increment(Wire.IncrementRequest request, ServerCallContext context)
    {
        if (request.Increment is null)
        {
            FaultStatus.Set(context, OperationReader.Missing("increment"));
            return NoIncrement;
        }

        var transaction = TableTransaction.Of(
            request.PKey.Memory, OperationReader.Read(request.Increment, request.PKey.Memory));
        var result = await CommitAsync(TableName.Of(request.Namespace, request.Table), transaction, context);
        return result is null
            ? NoIncrement
            : new() { Revision = result.Revision, Increment = ResultWriter.Write((IncrementResult)result.Results[0]) };
    }

    public override async Task<Wire.RangeReply> Range(Wire.RangeRequest request, ServerCallContext context)
    {
        if (request.Range is null)
        {
            FaultStatus.Set(context, OperationReader.Missing("range"));
            return NoRange;
        }

        var transaction = TableTransaction.Of(
            request.PKey.Memory, OperationReader.Read(request.Range));
        var result = await CommitAsync(TableName.Of(request.Namespace, request.Table), transaction, context);
        return result is null
            ? NoRange
            : new() { Revision = result.Revision, Range = ResultWriter.Write((RangeResult)result.Results[0]) };
    }

    public override async Task<Wire.DeleteRangeReply> DeleteRange(
        Wire.DeleteRangeRequest request,
        ServerCallContext context)
    {
        if (request.DeleteRange is null || OperationReader.Read(request.DeleteRange) is not { } deleteRange)
        {
            FaultStatus.Set(
                context,
                OperationReader.Missing(request.DeleteRange is null ? "delete_range" : "delete_range.l_keys"));
            return NoDeleteRange;
        }

        var transaction = TableTransaction.Of(request.PKey.Memory, deleteRange);
        var result = await CommitAsync(TableName.Of(request.Namespace, request.Table), transaction, context);
        return result is null
            ? NoDeleteRange
            : new()
            {
                Revision = result.Revision,
                DeleteRange = ResultWriter.Write((DeleteRangeResult)result.Results[0]),
            };
    }

    public override async Task<Wire.TxnReply> Txn(Wire.TxnRequest request, ServerCallContext context)
    {
        Fault? fault = null;
        var transaction = request.Txn is null ? null : OperationReader.Read(request.Txn, request.PKey, out fault);
        if (transaction is null)
        {
            FaultStatus.Set(context, fault ?? OperationReader.Missing("txn"));
            return NoTxn;
        }

        var result = await CommitAsync(TableName.Of(request.Namespace, request.Table), transaction, context);
        return result is null ? NoTxn : new() { Revision = result.Revision, Txn = ResultWriter.Write(result) };
    }

    public override Task Pipeline(
        IAsyncStreamReader<Wire.PipelineRequest> requestStream,
        IServerStreamWriter<Wire.PipelineReply> responseStream,
        ServerCallContext context) => pipelines.RunAsync(requestStream, responseStream, context);

    public override Task Watch(
        Wire.WatchRequest request,
        IServerStreamWriter<Wire.WatchReply> responseStream,
        ServerCallContext context) => watches.RunAsync(request, responseStream, context);

    private async ValueTask<TransactionResult?> CommitAsync(
        TableName name,
        TableTransaction transaction,
        ServerCallContext context)
    {
        var outcome = await committer.CommitAsync(name, transaction, context.CancellationToken);
        if (outcome.Fault is { } fault)
        {
            FaultStatus.Set(context, fault);
        }

        return outcome.Result;
    }
}
