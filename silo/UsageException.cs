namespace Orleans.TableService.Silo;

/// <summary>The command line or a setting is wrong.</summary>
internal sealed class UsageException(string sentence)
    : Exception($"{sentence} 'streamstorage --help' shows what can be said.");
