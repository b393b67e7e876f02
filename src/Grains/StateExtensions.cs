using Orleans.Runtime;

namespace Orleans.TableService.Grains;

internal static class StateExtensions
{
    /// <summary>
    /// Makes the state durable, or has the grain forget what it could not write and read it again when next used.
    /// </summary>
    public static async Task WriteOrForgetAsync<T>(this Grain grain, IPersistentState<T> state)
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            grain.ForgetState();
            throw;
        }
    }

    /// <summary>Removes the state, or has the grain read it again when next used.</summary>
    public static async Task ClearOrForgetAsync<T>(this Grain grain, IPersistentState<T> state)
    {
        try
        {
            await state.ClearStateAsync();
        }
        catch
        {
            grain.ForgetState();
            throw;
        }
    }

    // A failed write may have happened or not: only the storage knows, and an activation reads it when it begins.
    private static void ForgetState(this Grain grain) => ((IGrainBase)grain).DeactivateOnIdle();
}
