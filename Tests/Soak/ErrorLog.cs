using Microsoft.Extensions.Logging;

namespace Chat.Soak.Tests;

/// <summary>
/// Whatever is killed, the emulator logs no error: those are for its own bugs. But for one: a change whose new process is killed while it starts
/// isn't deployed, and that is said.
/// </summary>
internal sealed class ErrorLog(Action<string> fail) : ILoggerProvider, ILogger
{
    private const int NotDeployed = 1851;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && eventId.Id != NotDeployed)
        {
            fail($"{logLevel} {eventId.Id}: {formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
