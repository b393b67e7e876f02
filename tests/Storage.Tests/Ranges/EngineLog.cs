using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Keeps what an engine logs.</summary>
internal sealed class EngineLog : ILogger<StorageEngine>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _entries = new();

    /// <summary>The texts of a level, oldest first.</summary>
    public IEnumerable<string> Of(LogLevel level) =>
        _entries.Where(entry => entry.Level == level).Select(entry => entry.Text);

    /// <summary>The texts that tell more than how life goes, oldest first.</summary>
    public IEnumerable<string> AboveInformation() =>
        _entries.Where(entry => entry.Level > LogLevel.Information).Select(entry => entry.Text);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, formatter(state, exception)));
}
