namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>A store that does not have what it acknowledged, or has what it cannot have.</summary>
internal sealed class LedgerViolationException(string message) : Exception(message);
