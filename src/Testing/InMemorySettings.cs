namespace Orleans.TableService.Testing;

/// <summary>What everything in one service shares.</summary>
internal sealed record InMemorySettings(TimeProvider TimeProvider, TableLimits Limits);
