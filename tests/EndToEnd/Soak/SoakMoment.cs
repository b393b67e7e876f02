namespace Orleans.TableService.EndToEnd.Soak;

/// <summary>How far a soak is.</summary>
/// <param name="Kills">Servers killed so far.</param>
/// <param name="Acknowledged">Writes acknowledged so far.</param>
/// <param name="Watched">Changes that the watch has seen.</param>
/// <param name="StartTime">How long the present server took to start.</param>
/// <param name="IsLast">Whether nothing follows.</param>
internal readonly record struct SoakMoment(
    int Kills,
    long Acknowledged,
    long Watched,
    TimeSpan StartTime,
    bool IsLast);
