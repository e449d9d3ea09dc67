using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SipCti.Core.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogger : ILogger, ILoggerFactory
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> _entries = new();

    public IEnumerable<Exception> Exceptions => _entries.Where(entry => entry.Exception is not null).Select(entry => entry.Exception!);

    /// <summary>The exceptions so far, which are then forgotten: those that a test has caused on purpose.</summary>
    public IReadOnlyList<Exception> TakeExceptions()
    {
        var taken = new List<Exception>();
        while (_entries.TryDequeue(out var entry))
        {
            if (entry.Exception is not null)
                taken.Add(entry.Exception);
        }

        return taken;
    }

    public IEnumerable<string> At(LogLevel level) => _entries.Where(entry => entry.Level == level).Select(entry => entry.Text);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, formatter(state, exception), exception));

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
