using Grpc.Core;

namespace Orleans.TableService.Gateway;

/// <summary>The service <c>tableservice.v1.Admin</c>.</summary>
internal sealed class AdminService(ITableService service, ILogger<AdminService> logger) : Wire.Admin.AdminBase
{
    private ITableAdmin Admin => service.Admin;

    public override Task<Wire.CreateNamespaceReply> CreateNamespace(
        Wire.CreateNamespaceRequest request,
        ServerCallContext context) => AnswerAsync(context, async cancellationToken =>
    {
        ResourceName.ThrowIfInvalid("namespace", request.Namespace);
        var created = await Admin.CreateNamespaceAsync(request.Namespace, cancellationToken);
        return new Wire.CreateNamespaceReply { Namespace = AdminMessages.Write(created) };
    });

    public override Task<Wire.GetNamespaceReply> GetNamespace(
        Wire.GetNamespaceRequest request,
        ServerCallContext context) => AnswerAsync(context, async cancellationToken =>
    {
        ResourceName.ThrowIfInvalid("namespace", request.Namespace);
        var found = await Admin.GetNamespaceAsync(request.Namespace, cancellationToken);
        return new Wire.GetNamespaceReply { Namespace = AdminMessages.Write(found) };
    });

    public override Task<Wire.ListNamespacesReply> ListNamespaces(
        Wire.ListNamespacesRequest request,
        ServerCallContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var reply = new Wire.ListNamespacesReply();
        foreach (var info in await Admin.ListNamespacesAsync(cancellationToken))
        {
            reply.Namespaces.Add(AdminMessages.Write(info));
        }

        return reply;
    });

    public override Task<Wire.DeleteNamespaceReply> DeleteNamespace(
        Wire.DeleteNamespaceRequest request,
        ServerCallContext context) => AnswerAsync(context, async cancellationToken =>
    {
        ResourceName.ThrowIfInvalid("namespace", request.Namespace);
        await Admin.DeleteNamespaceAsync(request.Namespace, cancellationToken);
        return new Wire.DeleteNamespaceReply();
    });

    public override Task<Wire.CreateStreamReply> CreateStream(
        Wire.CreateStreamRequest request,
        ServerCallContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var name = NameOf(request.Namespace, request.Stream);
        var configuration = AdminMessages.Read(request.Configuration);
        var created = await Admin.CreateStreamAsync(name.Namespace, name.Table, configuration, cancellationToken);
        return new Wire.CreateStreamReply { Stream = AdminMessages.Write(created) };
    });

    public override Task<Wire.GetStreamReply> GetStream(Wire.GetStreamRequest request, ServerCallContext context) =>
        AnswerAsync(context, async cancellationToken =>
        {
            var name = NameOf(request.Namespace, request.Stream);
            var found = await Admin.GetStreamAsync(name.Namespace, name.Table, cancellationToken);
            return new Wire.GetStreamReply { Stream = AdminMessages.Write(found) };
        });

    public override Task<Wire.ListStreamsReply> ListStreams(
        Wire.ListStreamsRequest request,
        ServerCallContext context) =>
        AnswerAsync(context, async cancellationToken =>
        {
            var namespaceName = TableName.NamespaceOf(request.Namespace);
            ResourceName.ThrowIfInvalid("namespace", namespaceName);
            var reply = new Wire.ListStreamsReply();
            foreach (var info in await Admin.ListStreamsAsync(namespaceName, cancellationToken))
            {
                reply.Streams.Add(AdminMessages.Write(info));
            }

            return reply;
        });

    public override Task<Wire.DeleteStreamReply> DeleteStream(
        Wire.DeleteStreamRequest request,
        ServerCallContext context) => AnswerAsync(context, async cancellationToken =>
    {
        var name = NameOf(request.Namespace, request.Stream);
        await Admin.DeleteStreamAsync(name.Namespace, name.Table, cancellationToken);
        return new Wire.DeleteStreamReply();
    });

    public override Task<Wire.ListRangesReply> ListRanges(Wire.ListRangesRequest request, ServerCallContext context) =>
        AnswerAsync(context, async cancellationToken =>
        {
            var name = NameOf(request.Namespace, request.Stream);
            var reply = new Wire.ListRangesReply();
            foreach (var range in await Admin.ListRangesAsync(name.Namespace, name.Table, cancellationToken))
            {
                reply.Ranges.Add(AdminMessages.Write(range));
            }

            return reply;
        });

    private static TableName NameOf(string namespaceName, string stream)
    {
        var name = TableName.Of(namespaceName, stream);
        ResourceName.ThrowIfInvalid("namespace", name.Namespace);
        ResourceName.ThrowIfInvalid("stream", name.Table);
        return name;
    }

    private async Task<TReply> AnswerAsync<TReply>(
        ServerCallContext context,
        Func<CancellationToken, Task<TReply>> answerAsync)
        where TReply : new()
    {
        var cancellationToken = context.CancellationToken;
        try
        {
            return await answerAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            FaultStatus.Set(context, ExceptionFaults.Of(exception, logger));
            return new TReply();
        }
    }
}
