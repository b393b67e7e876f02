namespace Orleans.TableService.Cli;

/// <summary>What was asked for cannot be done as things are; the message says why.</summary>
internal sealed class RefusedException(string message) : Exception(message);
