namespace Orleans.TableService.Compat.Grpc.Tests;

/// <summary>A server of echo.proto, written in some language.</summary>
public interface IServerEnd
{
    Uri Address { get; }
}
