using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>Awaits management calls and throws the exception of whatever kept them from their answer.</summary>
internal static class AdminCall
{
    /// <summary>The answer of a call that changes nothing.</summary>
    public static Task<T> ReadAsync<T>(Task<Reply<T>> call, CancellationToken cancellationToken)
        where T : class =>
        AwaitAsync(call, GrainCallFaults.OfRead, cancellationToken);

    /// <summary>The answer of a call that may have changed something even if no answer came.</summary>
    public static Task<T> WriteAsync<T>(Task<Reply<T>> call, CancellationToken cancellationToken)
        where T : class =>
        AwaitAsync(call, GrainCallFaults.OfWrite, cancellationToken);

    private static async Task<T> AwaitAsync<T>(
        Task<Reply<T>> call,
        Func<Exception, Fault> faultOf,
        CancellationToken cancellationToken)
        where T : class
    {
        Reply<T> reply;
        try
        {
            reply = await call.ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw faultOf(e).ToException();
        }

        return reply.GetValueOrThrow();
    }
}
