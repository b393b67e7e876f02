using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orleans.TableService.Gateway;

/// <summary>Serves an <see cref="ITableService"/> over gRPC from any ASP.NET Core host.</summary>
public static class TableGatewayExtensions
{
    /// <summary>
    /// Registers what <see cref="MapTableService"/> needs. The host registers the <see cref="ITableService"/>.
    /// </summary>
    /// <remarks>Changes no setting of other gRPC services in the host.</remarks>
    public static IServiceCollection AddTableServiceGateway(
        this IServiceCollection services,
        Action<TableGatewayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<TableGatewayOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.AddOptions<TableLimits>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<TableGatewayOptions>, TableGatewayOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TableLimits>, TableLimitsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks();
        services.AddGrpc();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<GrpcServiceOptions<TablesService>>, MessageLimits>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<GrpcServiceOptions<BackupService>>, MessageLimits>());
        services.TryAddSingleton<TableCache>();
        services.TryAddSingleton<Committer>();
        services.TryAddSingleton<StoppingScope>();
        services.TryAddSingleton<WatchCalls>();
        services.TryAddSingleton<PipelineCalls>();
        services.TryAddSingleton<TablesService>();
        services.TryAddSingleton<AdminService>();
        services.TryAddSingleton<BackupService>();
        services.TryAddSingleton<HealthState>();
        services.TryAddSingleton<HealthService>();
        services.TryAddSingleton<ReflectionCatalog>();
        services.TryAddSingleton<ReflectionService>();
        services.TryAddSingleton<ReflectionAlphaService>();
        return services;
    }

    /// <summary>Maps tables, administration, health and reflection.</summary>
    public static IEndpointRouteBuilder MapTableService(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapGrpcService<TablesService>().Add(MeasuredCall.Wrap);
        endpoints.MapGrpcService<AdminService>().Add(MeasuredCall.Wrap);
        endpoints.MapGrpcService<BackupService>().Add(MeasuredCall.Wrap);
        endpoints.MapGrpcService<HealthService>().Add(MeasuredCall.Wrap);
        endpoints.MapGrpcService<ReflectionService>().Add(MeasuredCall.Wrap);
        endpoints.MapGrpcService<ReflectionAlphaService>().Add(MeasuredCall.Wrap);
        return endpoints;
    }
}
