using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Benchmarks.Contenders;

/// <summary>
/// A WebSocket server without API, functions, table or signatures: <c>sendMessage</c> is sent to everybody, any other action's message
/// back to its sender.
/// </summary>
internal static class FloorServer
{
    private const int MaxMessage = 128 * 1024;

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var clients = new ConcurrentDictionary<Guid, Client>();
        app.UseWebSockets();
        app.Run(context => ServeAsync(context, clients));
        await app.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync($"ready {app.Urls.Single().Replace("http", "ws", StringComparison.Ordinal)}/");
        try
        {
            await app.WaitForShutdownAsync(cancellationToken);
        }
        finally
        {
            await app.DisposeAsync();
        }

        return 0;
    }

    private static async Task ServeAsync(HttpContext context, ConcurrentDictionary<Guid, Client> clients)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var client = new Client(socket);
        var id = Guid.NewGuid();
        clients[id] = client;
        try
        {
            await ReadAsync(client, clients, context.RequestAborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Gone without a Close.
        }
        finally
        {
            clients.TryRemove(id, out _);
        }
    }

    private static async Task ReadAsync(Client client, ConcurrentDictionary<Guid, Client> clients, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var result = await client.Socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                return;
            }

            length += result.Count;
            if (result.EndOfMessage)
            {
                var (text, isForAll) = Read(buffer.AsMemory(0, length));
                length = 0;
                if (isForAll)
                {
                    await Task.WhenAll(clients.Values.Select(other => other.SendAsync(text, cancellationToken)));
                }
                else
                {
                    await client.SendAsync(text, cancellationToken);
                }
            }
            else if (length == buffer.Length && length < MaxMessage)
            {
                Array.Resize(ref buffer, 2 * length);
            }
        }
    }

    private static (byte[] Text, bool IsForAll) Read(ReadOnlyMemory<byte> message)
    {
        using var json = JsonDocument.Parse(message);
        return (Encoding.UTF8.GetBytes(json.RootElement.GetProperty("message").GetString()!), json.RootElement.GetProperty("action").ValueEquals("sendMessage"));
    }

    private sealed class Client(WebSocket socket) : IDisposable
    {
        private readonly SemaphoreSlim _sending = new(1);

        public WebSocket Socket => socket;

        public async Task SendAsync(byte[] text, CancellationToken cancellationToken)
        {
            await _sending.WaitAsync(cancellationToken);
            try
            {
                await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
            {
                // Left in the meantime.
            }
            finally
            {
                _sending.Release();
            }
        }

        public void Dispose() => _sending.Dispose();
    }
}
