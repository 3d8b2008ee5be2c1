using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Chat.Emulator.Connections;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Listening;

/// <summary>Over the gateway's own transport, a WebSocket's socket is no longer the web server's.</summary>
public sealed class DetachableTransportTests
{
    [Fact]
    public async Task WebSocket_Open_HasEndedForTheWebServer()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = OnConnectionEnd(gateway, ended);
        await using var client = await gateway.ConnectAsync();

        await ended.Task.Soon();

        await client.SendFrameAsync(Opcode.Ping, [1, 2, 3]);
        var pong = await client.ReadFrameAsync();
        Assert.Equal(Opcode.Pong, pong.Opcode);
        Assert.Equal([1, 2, 3], pong.Payload);
        await client.SendCloseAsync(1000);
        Assert.Equal(Opcode.Close, (await client.ReadFrameAsync()).Opcode);
        Assert.True(await client.ReadEndAsync());
    }

    [Fact]
    public async Task Frame_InOnePacketWithTheHandshake_IsAnswered()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$default"));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Port);
        await using var stream = new NetworkStream(socket);
        byte[] ping = [0x89, 0x82, 0, 0, 0, 0, (byte)'h', (byte)'i'];
        var handshake = Encoding.ASCII.GetBytes(
            $"GET /{TestApi.Stage} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {RawClient.Key}\r\n\r\n");

        await stream.WriteAsync((byte[])[.. handshake, .. ping]);

        Assert.EndsWith("\r\n\r\n\u008a\u0002hi", await ReadUntilAsync(stream, "hi"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_OfAClientThatReadsNoMore_IsCutAfterTheCloseTimeout()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using (client)
        {
            // More than the system's buffers and the connection's own hold.
            var text = new string('x', 32 * 1024);
            while ((await gateway.PostAsync(connectionId, text)).StatusCode == HttpStatusCode.OK)
            {
            }

            await gateway.DeleteAsync(connectionId);
            while (gateway.Get<RunningWork>().Count > 0)
            {
                gateway.Time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            Assert.Equal(0, gateway.Registry.Count);
        }
    }

    private static MeterListener OnConnectionEnd(TestGateway gateway, TaskCompletionSource ended)
    {
        var meters = gateway.Get<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "kestrel.active_connections" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) =>
        {
            if (value < 0)
            {
                ended.TrySetResult();
            }
        });
        listener.Start();
        return listener;
    }

    private static async Task<string> ReadUntilAsync(Stream stream, string end)
    {
        var text = "";
        var buffer = new byte[1024];
        while (!text.EndsWith(end, StringComparison.Ordinal))
        {
            var received = await stream.ReadAsync(buffer).AsTask().Soon();
            Assert.NotEqual(0, received);
            text += Encoding.Latin1.GetString(buffer, 0, received);
        }

        return text;
    }
}
