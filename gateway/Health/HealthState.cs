using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.TableService.Protocol.Health;
using ServingStatus = Orleans.TableService.Protocol.Health.HealthCheckResponse.Types.ServingStatus;

namespace Orleans.TableService.Gateway;

/// <summary>The host's health checks as the states of gRPC's health service; a look is kept for a second.</summary>
internal sealed class HealthState(HealthCheckService checks, StoppingScope stopping, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _looking = new(1, 1);
    private ServingStatus _status;
    private long? _lookedAt;

    /// <summary>The names that have a state; the empty one is the server as a whole.</summary>
    public static IReadOnlyList<string> Services { get; } =
        ["", Wire.Tables.Descriptor.FullName, Wire.Admin.Descriptor.FullName];

    /// <summary>Runs the checks, unless they ran within the last second.</summary>
    public async Task<ServingStatus> LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            if (_lookedAt is not { } at || time.GetElapsedTime(at) >= KeptFor)
            {
                var report = await checks.CheckHealthAsync(cancellationToken);
                _status = report.Status == HealthStatus.Unhealthy ? ServingStatus.NotServing : ServingStatus.Serving;
                _lookedAt = time.GetTimestamp();
            }

            return stopping.IsStopping ? ServingStatus.NotServing : _status;
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();
}
