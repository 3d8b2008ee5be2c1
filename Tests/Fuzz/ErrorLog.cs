using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Chat.Fuzz.Tests;

/// <summary>No input may make the emulator log an error: those are for its own bugs.</summary>
internal sealed class ErrorLog(Action<string> fail) : ILoggerProvider, ILogger
{
    private readonly ConcurrentDictionary<string, bool> _seen = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            // The top of the stack says where; the same place a thousand times says no more.
            var where = string.Join('\n', (exception?.StackTrace ?? "").Split('\n').Where(line => line.Contains("Chat.", StringComparison.Ordinal)).Take(3));
            if (_seen.TryAdd($"{exception?.GetType()} {where}", true))
            {
                fail($"logged as {logLevel}: {formatter(state, exception)} {exception?.GetType()}: {exception?.Message} ({exception?.InnerException?.GetType()})\n{where}");
            }
        }
    }

    public void Dispose()
    {
    }
}
