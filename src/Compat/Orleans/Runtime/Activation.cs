using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>One activation: the grain object, its turns, its life.</summary>
internal sealed partial class Activation : IGrainContext
{
    private readonly RequestGate _gate;
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StagedLifecycle _lifecycle = new();
    private AsyncServiceScope _scope;
    private DeactivationReason _reason;
    private CancellationToken _deactivationToken;
    private bool _wasUsed = true;
    private long _lastUsed;

    public Activation(SiloRuntime runtime, GrainClass grainClass, GrainId grainId)
    {
        Runtime = runtime;
        Class = grainClass;
        GrainId = grainId;
        Scheduler = new TurnScheduler(this);
        Timers = new GrainTimers(this);
        Enumerations = new ServedEnumerations();
        _gate = new RequestGate(this);
    }

    public SiloRuntime Runtime { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public TurnScheduler Scheduler { get; }

    public GrainTimers Timers { get; }

    public ServedEnumerations Enumerations { get; }

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => _scope.ServiceProvider;

    public IGrainLifecycle ObservableLifecycle => _lifecycle;

    public Task Deactivated => _deactivated.Task;

    public GrainReference GrainReference => Runtime.Factory.Create(Class.Interfaces[0], GrainId);

    public static Activation Of(IGrainBase grain)
        => grain.GrainContext as Activation
            ?? throw new NotSupportedException("Only grains that this runtime activated have timers.");

    /// <summary>Starts activation; calls wait until it has ended.</summary>
    public void Begin() => Scheduler.Post(new DelegateTurn(ActivateAsync));

    /// <summary>Takes the call, to run it now or later.</summary>
    /// <returns>False when the activation has ended: the caller needs another one.</returns>
    public bool TryAccept(IGrainRequest request) => _gate.TryAccept(request);

    /// <summary>Takes the call only if it can be part of this very activation's active life.</summary>
    public bool TryAcceptWhileActive(IGrainRequest request) => _gate.IsActive && _gate.TryAccept(request);

    public void RequestEnded(IGrainRequest request)
    {
        if (request.Method.KeepsAlive)
        {
            _wasUsed = true;
        }

        _gate.Ended(request);
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (_gate.TryBeginDeactivation(() => SetReason(deactivationReason, cancellationToken)))
        {
            Scheduler.Post(new DelegateTurn(DeactivateAsync));
        }
    }

    /// <summary>Ends the activation if it was idle for its class's age. Called once per collection quantum.</summary>
    public void CollectIfIdle(long now, TimeSpan age)
    {
        if (_wasUsed || _lastUsed == 0 || !_gate.IsIdle)
        {
            _wasUsed = false;
            _lastUsed = now;
        }
        else if (!Class.KeepAlive && Runtime.TimeProvider.GetElapsedTime(_lastUsed, now) >= age)
        {
            Deactivate(new(DeactivationReasonCode.ActivationIdle, $"It was not used for {age}."));
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"activation of {GrainId}";

    private void SetReason(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _reason = reason;
        _deactivationToken = cancellationToken;
    }

    private async Task ActivateAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(
                Runtime.CollectionOptions.ActivationTimeout, Runtime.TimeProvider);
            _scope = Runtime.Services.CreateAsyncScope();
            _scope.ServiceProvider.GetRequiredService<GrainContextSlot>().Context = this;
            GrainInstance = Class.Create(this);
            if (GrainInstance is ILifecycleParticipant<IGrainLifecycle> participant)
            {
                participant.Participate(_lifecycle);
            }

            if (GrainInstance is IGrainBase grain)
            {
                _lifecycle.Subscribe(
                    "grain",
                    GrainLifecycleStage.Activate,
                    token => grain.OnActivateAsync(token).WaitAsync(token),
                    token => grain.OnDeactivateAsync(_reason, token).WaitAsync(token));
            }

            await _lifecycle.StartAsync(timeout.Token);
        }
#pragma warning disable CA1031 // Whatever the grain throws goes to the callers that wait for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogActivationFailed(Runtime.Logger, exception, GrainId);
            SetReason(new(DeactivationReasonCode.ActivationFailed, exception, "It failed to activate."), default);
            await EndAsync(exception);
            return;
        }

        if (_gate.Open())
        {
            Scheduler.Post(new DelegateTurn(DeactivateAsync));
        }
    }

    private async Task DeactivateAsync()
    {
        using var timeout = new CancellationTokenSource(
            Runtime.CollectionOptions.DeactivationTimeout, Runtime.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _deactivationToken);
        try
        {
            Timers.StopAll();
            await Enumerations.AbortAsync().WaitAsync(linked.Token);
            await _gate.Drained.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException)
        {
            LogDrainTimedOut(Runtime.Logger, GrainId);
        }

        try
        {
            await _lifecycle.StopAsync(linked.Token);
        }
#pragma warning disable CA1031 // Deactivation code is best effort; the activation ends in any case.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogDeactivationFailed(Runtime.Logger, exception, GrainId);
        }

        await EndAsync(null);
    }

    private async Task EndAsync(Exception? failure)
    {
        Timers.StopAll();
        try
        {
            await DisposeInstanceAsync();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogDeactivationFailed(Runtime.Logger, exception, GrainId);
        }

        Runtime.Catalog.Remove(this);
        var left = _gate.Close();
        foreach (var request in left)
        {
            if (failure is not null)
            {
                request.Fail(failure);
            }
            else
            {
                Runtime.Deliver(request, Class, GrainId);
            }
        }

        _deactivated.TrySetResult();
    }

    private async Task DisposeInstanceAsync()
    {
        if (GrainInstance is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync();
        }
        else if (GrainInstance is IDisposable disposable)
        {
            disposable.Dispose();
        }

        if (_scope.ServiceProvider is not null)
        {
            await _scope.DisposeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Grain {GrainId} failed to activate")]
    private static partial void LogActivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Grain {GrainId} failed to deactivate cleanly")]
    private static partial void LogDeactivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Grain {GrainId} deactivates while calls of it still run")]
    private static partial void LogDrainTimedOut(ILogger logger, GrainId grainId);
}
