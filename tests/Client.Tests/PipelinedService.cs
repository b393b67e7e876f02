namespace Orleans.TableService.Client.Tests;

/// <summary>Opens every table as a pipeline, so that the facts of all services are put to pipelines.</summary>
internal sealed class PipelinedService(TableServiceClient client) : ITableService
{
    public ITableAdmin Admin => client.Admin;

    public async ValueTask<ITable> OpenTableAsync(
        string namespaceName,
        string tableName,
        CancellationToken cancellationToken = default) =>
        await client.OpenPipelineAsync(namespaceName, tableName, cancellationToken);
}
