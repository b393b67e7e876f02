namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>What a load achieved.</summary>
/// <param name="PerSecond">Operations per second, all callers together.</param>
/// <param name="BytesPerOperation">
/// Managed bytes allocated per operation by the whole process, client and server.
/// </param>
internal readonly record struct Rate(double PerSecond, double BytesPerOperation);
