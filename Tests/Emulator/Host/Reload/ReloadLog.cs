using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Host.Reload;

/// <summary>What the watch says, one after the other; and every error, whoever says it.</summary>
internal sealed class ReloadLog : ILoggerProvider
{
    private readonly Channel<bool> _unchanged = Channel.CreateUnbounded<bool>();
    private readonly Channel<(LogLevel Level, string Message)> _said = Channel.CreateUnbounded<(LogLevel, string)>();

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, _said.Writer, _unchanged.Writer);

    public void Dispose()
    {
    }

    public async Task<string> NextRedeployedAsync()
    {
        var (level, message) = await NextAsync();
        Assert.Equal((LogLevel.Information, true), (level, message.StartsWith("Redeployed in ", StringComparison.Ordinal)));
        return message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
    }

    public async Task<string> NextRefusedAsync()
    {
        var (level, message) = await NextAsync();
        Assert.Equal(LogLevel.Error, level);
        const string Start = "The change isn't deployed; what ran before keeps running: ";
        Assert.StartsWith(Start, message, StringComparison.Ordinal);
        return message[Start.Length..];
    }

    /// <summary>A look that found nothing to deploy; the first comes right after the start.</summary>
    public async Task NextUnchangedAsync() => await _unchanged.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    // A redeployment starts processes, on a machine that may have other things to do.
    private async Task<(LogLevel Level, string Message)> NextAsync() =>
        await _said.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    private sealed class Recorder(string category, ChannelWriter<(LogLevel, string)> said, ChannelWriter<bool> unchanged) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == "LogUnchanged")
            {
                unchanged.TryWrite(true);
            }
            else if (logLevel >= LogLevel.Error || category.EndsWith(".StackWatch", StringComparison.Ordinal))
            {
                said.TryWrite((logLevel, $"{formatter(state, exception)}{exception}"));
            }
        }
    }
}
