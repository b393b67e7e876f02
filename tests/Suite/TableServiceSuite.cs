namespace Orleans.TableService.Tests.Suite;

/// <summary>What every suite has: the service under test and a namespace of its own, removed at the end.</summary>
public abstract class TableServiceSuite(ITableService service) : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected ITableService Service { get; } = service;

    protected ITableAdmin Admin => Service.Admin;

    protected string Namespace { get; } = $"suite-{Guid.NewGuid():N}";

    public virtual Task InitializeAsync() => Admin.CreateNamespaceAsync(Namespace);

    public virtual async Task DisposeAsync()
    {
        foreach (var stream in await Admin.ListStreamsAsync(Namespace))
        {
            await Admin.DeleteStreamAsync(Namespace, stream.Name);
        }

        await Admin.DeleteNamespaceAsync(Namespace);
    }

    protected async Task<ITable> CreateTableAsync(StreamConfiguration? configuration = null, string name = "table")
    {
        await Admin.CreateStreamAsync(Namespace, name, configuration ?? new StreamConfiguration());
        return await Service.OpenTableAsync(Namespace, name);
    }
}
