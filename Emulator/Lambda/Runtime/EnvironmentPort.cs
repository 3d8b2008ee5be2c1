using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Chat.Emulator.Lambda.Runtime;

/// <summary>The port of an environment, open until disposed of.</summary>
internal sealed class EnvironmentPort : IAsyncDisposable
{
    private readonly IConnectionListener _listener;
    private readonly Task _accepting;

    public EnvironmentPort(IConnectionListener listener, FunctionEnvironment environment, ChannelWriter<ConnectionContext> accepted)
    {
        _listener = listener;
        Address = listener.EndPoint.ToString()!;
        _accepting = AcceptAsync(environment, accepted);
    }

    /// <summary>The value of <c>AWS_LAMBDA_RUNTIME_API</c>: <c>127.0.0.1:40312</c>.</summary>
    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _listener.UnbindAsync();
        await _accepting;
        await _listener.DisposeAsync();
    }

    private async Task AcceptAsync(FunctionEnvironment environment, ChannelWriter<ConnectionContext> accepted)
    {
        while (await _listener.AcceptAsync() is { } connection)
        {
            connection.Features.Set(environment);
            try
            {
                await accepted.WriteAsync(connection);
            }
            catch (ChannelClosedException)
            {
                // The server stops.
                await connection.DisposeAsync();
            }
        }
    }
}
