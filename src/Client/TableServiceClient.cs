using System.Net.Sockets;
using Grpc.Net.Client;
using Orleans.TableService.Protocol.Health;
using ServingStatus = Orleans.TableService.Protocol.Health.HealthCheckResponse.Types.ServingStatus;

namespace Orleans.TableService.Client;

/// <summary>The service over gRPC. Safe for use by many callers; make one and keep it.</summary>
/// <remarks>
/// Faults that the server states arrive as the same <see cref="TableException"/>s as in process. A write that broke off
/// or timed out on the way is <see cref="UnknownOutcomeException"/> and is never repeated. What is known not to
/// have been
/// carried out, and reads, are repeated as the options say. Connects at the first call, and again by itself.
/// </remarks>
public sealed class TableServiceClient : ITableService, IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly Calls _calls;
    private readonly TableServiceClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Wire.Tables.TablesClient _tables;
    private readonly Health.HealthClient _health;
    private readonly GrpcAdmin _admin;

    /// <summary>A client to <paramref name="address"/> with every option at its default.</summary>
    public TableServiceClient(Uri address)
        : this(new TableServiceClientOptions { Address = address })
    {
    }

    /// <summary>A client; does not connect yet.</summary>
    /// <param name="options">How it works; not to be changed afterwards.</param>
    /// <param name="timeProvider">Clock of timeouts and delays. Default the system's.</param>
    public TableServiceClient(TableServiceClientOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Address);
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = CreateHandler(),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        });
        _calls = new Calls(options, _time);
        _tables = new Wire.Tables.TablesClient(_channel);
        _health = new Health.HealthClient(_channel);
        _admin = new GrpcAdmin(new Wire.Admin.AdminClient(_channel), _calls);
        Backup = new GrpcBackup(new Wire.Backups.BackupsClient(_channel), _calls);
    }

    /// <inheritdoc/>
    public ITableAdmin Admin => _admin;

    /// <inheritdoc/>
    public ITableBackup Backup { get; }

    /// <inheritdoc/>
    public async ValueTask<ITable> OpenTableAsync(
        string namespaceName,
        string tableName,
        CancellationToken cancellationToken = default) =>
        await OpenAsync(namespaceName, tableName, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Opens a table whose operations share one stream: for many callers at once, several times the throughput.
    /// </summary>
    /// <remarks>
    /// One pipeline serves any number of callers. Operations on one key that run at once may take any order.
    /// </remarks>
    /// <exception cref="NamespaceNotFoundException">There is no such namespace.</exception>
    /// <exception cref="StreamNotFoundException">There is no such table.</exception>
    /// <exception cref="WrongStorageTypeException">The name is that of a stream.</exception>
    public async ValueTask<TablePipeline> OpenPipelineAsync(
        string namespaceName,
        string tableName,
        CancellationToken cancellationToken = default)
    {
        var table = await OpenAsync(namespaceName, tableName, cancellationToken).ConfigureAwait(false);
        return new TablePipeline(table, _tables, _calls, _options, _time);
    }

    /// <summary>Whether the server says of itself that it serves.</summary>
    /// <exception cref="TableException">It cannot be asked.</exception>
    public async Task<bool> IsServingAsync(CancellationToken cancellationToken = default)
    {
        var response = await _calls.ReadAsync(
            (call, request) => _health.CheckAsync(request, call),
            new HealthCheckRequest(),
            cancellationToken).ConfigureAwait(false);
        return response.Status == ServingStatus.Serving;
    }

    /// <summary>Closes the connections; calls under way fail.</summary>
    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<GrpcTable> OpenAsync(
        string namespaceName,
        string tableName,
        CancellationToken cancellationToken)
    {
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        ResourceName.ThrowIfInvalid("table", tableName);
        var info = await _admin.GetStreamAsync(namespaceName, tableName, cancellationToken).ConfigureAwait(false);
        return info.Configuration.StorageType == StorageType.Table
            ? new GrpcTable(info, _tables, _admin, _calls, _options, _time)
            : throw Faults.WrongStorageType(tableName, info.Configuration.StorageType).ToException();
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
