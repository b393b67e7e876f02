using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>The timers of one activation. Used in its turns only.</summary>
internal sealed class GrainTimers(Activation activation)
{
    private readonly HashSet<GrainTimer> _timers = [];
    private bool _stopped;

    public IGrainTimer Register(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (ActivationScope.Current != activation)
        {
            throw new InvalidOperationException("A grain timer is registered in a turn of its own grain.");
        }

        var timer = new GrainTimer(activation, callback, options, ended => _timers.Remove(ended));
        if (_stopped)
        {
            timer.Dispose();
        }
        else
        {
            _timers.Add(timer);
            timer.Change(options.DueTime, options.Period);
        }

        return timer;
    }

    public void StopAll()
    {
        _stopped = true;
        foreach (var timer in _timers.ToArray())
        {
            timer.Dispose();
        }
    }
}
