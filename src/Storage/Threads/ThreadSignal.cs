using System.Runtime.InteropServices;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Threads;

/// <summary>Lets one thread sleep until another sets the signal, which the sleeper takes away again.</summary>
/// <remarks>
/// A monitor's waiter is woken while the waker still holds the monitor, and sleeps a second time for that. This is set
/// when no lock is held, asks the kernel only when somebody sleeps, and once.
/// </remarks>
internal sealed class ThreadSignal
{
    private const int Clear = 0;
    private const int IsSet = 1;
    private const int Asleep = 2;

    private readonly int[] _state = GC.AllocateArray<int>(1, pinned: true);
    private readonly IntPtr _address;

    public ThreadSignal() => _address = Marshal.UnsafeAddrOfPinnedArrayElement(_state, 0);

    /// <summary>Wakes the sleeper; if there is none, the next sleep ends at once.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref _state[0], IsSet) == Asleep)
        {
            LibC.WakeOne(_address);
        }
    }

    /// <summary>Sleeps until the signal is set; for one thread at a time.</summary>
    /// <param name="timeout"><see cref="Timeout.InfiniteTimeSpan"/> for no end.</param>
    /// <returns>Whether it was set, which it is not any more.</returns>
    public bool Wait(TimeSpan timeout)
    {
        if (Interlocked.CompareExchange(ref _state[0], Asleep, Clear) == Clear)
        {
            // The kernel may wake a sleeper for reasons of its own.
            while (LibC.TryWait(_address, Asleep, timeout) && Volatile.Read(ref _state[0]) == Asleep)
            {
            }
        }

        return Interlocked.Exchange(ref _state[0], Clear) == IsSet;
    }
}
