namespace Orleans.TableService.Cli;

/// <summary>What the user typed cannot be understood; the message is the sentence to show.</summary>
internal sealed class UsageException(string message) : Exception(message);
