using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Orleans.TableService.Client;

/// <summary>Makes calls within their timeout, tells their failures as faults, repeats what may be repeated.</summary>
internal sealed class Calls(TableServiceClientOptions options, TimeProvider time)
{
    private readonly CallTimeouts _timeouts = new(options.CallTimeout, time);

    /// <summary>How failures are told.</summary>
    public RpcFaults Faults { get; } = new(options);

    /// <summary>Makes one unary call that changes nothing; the fault is thrown.</summary>
    public ValueTask<TReply> ReadAsync<TRequest, TReply>(
        Func<CallOptions, TRequest, AsyncUnaryCall<TReply>> start,
        TRequest request,
        CancellationToken cancellationToken) => CallAsync(start, request, isRead: true, cancellationToken);

    /// <summary>Makes one unary call that changes something; the fault is thrown.</summary>
    public ValueTask<TReply> WriteAsync<TRequest, TReply>(
        Func<CallOptions, TRequest, AsyncUnaryCall<TReply>> start,
        TRequest request,
        CancellationToken cancellationToken) => CallAsync(start, request, isRead: false, cancellationToken);

    /// <summary>Commits through <paramref name="attempt"/>, again while the fault says that nothing was done.</summary>
    public ValueTask<TransactionOutcome> CommitAsync<TState>(
        Func<TState, CallScope, ValueTask<TransactionOutcome>> attempt,
        TState state,
        CancellationToken cancellationToken) =>
        ClientTelemetry.IsObserved
            ? MeasureAsync(attempt, state, cancellationToken)
            : RetryAsync(attempt, state, cancellationToken);

    /// <summary>Goes on where a first attempt said that nothing was done.</summary>
    /// <param name="attempt">Commits once.</param>
    /// <param name="state">What it is told.</param>
    /// <param name="fault">What the first attempt ended with.</param>
    /// <param name="started">When it began.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async ValueTask<TransactionOutcome> RepeatAsync<TState>(
        Func<TState, CallScope, ValueTask<TransactionOutcome>> attempt,
        TState state,
        Fault fault,
        long started,
        CancellationToken cancellationToken)
    {
        var left = options.CallTimeout - time.GetElapsedTime(started);
        using var timeout = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var scope = new CallScope(timeout.Token, cancellationToken);
        var outcome = new TransactionOutcome(fault);
        for (var retry = 0; !outcome.IsResult && MayRepeat(outcome.Fault, retry, started); retry++)
        {
            await DelayAsync(retry, cancellationToken).ConfigureAwait(false);
            outcome = await attempt(state, scope).ConfigureAwait(false);
        }

        return outcome;
    }

    // By itself, because what it captures would be allocated for calls that nobody observes, too.
    private ValueTask<TransactionOutcome> MeasureAsync<TState>(
        Func<TState, CallScope, ValueTask<TransactionOutcome>> attempt,
        TState state,
        CancellationToken cancellationToken) => ClientTelemetry.MeasureAsync(
        (transaction, token) => RetryAsync(attempt, transaction, token), state, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TransactionOutcome> RetryAsync<TState>(
        Func<TState, CallScope, ValueTask<TransactionOutcome>> attempt,
        TState state,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        TransactionOutcome outcome;
        using (var scope = new CallScope(_timeouts.Begin(), cancellationToken))
        {
            outcome = await attempt(state, scope).ConfigureAwait(false);
        }

        return outcome.IsResult || !IsPassing(outcome.Fault)
            ? outcome
            : await RepeatAsync(attempt, state, outcome.Fault, started, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits before the next attempt, twice as long each time.</summary>
    public Task DelayAsync(int retry, CancellationToken cancellationToken)
    {
        ClientTelemetry.Retries.Add(1);
        return Task.Delay(DelayOf(retry), time, cancellationToken);
    }

    /// <summary>Whether a fault says that nothing was done and that it may be different next time.</summary>
    public static bool IsPassing(Fault fault) =>
        fault.Code is FaultCode.Unavailable or FaultCode.RangeUnavailable or FaultCode.StaleRouting;

    private async ValueTask<TReply> CallAsync<TRequest, TReply>(
        Func<CallOptions, TRequest, AsyncUnaryCall<TReply>> start,
        TRequest request,
        bool isRead,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var scope = new CallScope(_timeouts.Begin(), cancellationToken);
        var call = new CallOptions(cancellationToken: scope.Token);
        for (var retry = 0; ; retry++)
        {
            try
            {
                using var pending = start(call, request);
                return await pending.ResponseAsync.ConfigureAwait(false);
            }
            catch (RpcException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var fault = Faults.Of(exception, isRead, scope.IsTimedOut);
                if (!MayRepeat(fault, retry, started))
                {
                    throw fault.ToException();
                }
            }

            await DelayAsync(retry, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool MayRepeat(Fault fault, int retry, long started) =>
        IsPassing(fault)
        && retry < options.RetriesMax
        && time.GetElapsedTime(started) + DelayOf(retry) < options.CallTimeout;

    /// <summary>The wait before a repetition, the first of which is 0.</summary>
    public TimeSpan DelayOf(int retry)
    {
        var delay = options.RetryDelay * Math.Pow(2, Math.Min(retry, 30));
        return delay < options.RetryDelayMax ? delay : options.RetryDelayMax;
    }
}
