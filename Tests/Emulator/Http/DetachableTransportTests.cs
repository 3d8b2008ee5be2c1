using System.Diagnostics.Metrics;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Http;

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

        await using var client = await RawClient.SendHandshakeAsync(gateway.Port, $"/{TestApi.Stage}", RawClient.Frame(Opcode.Ping, "hi"u8.ToArray()));

        Assert.Equal(101, (await client.ReadResponseAsync()).Status);
        var pong = await client.ReadFrameAsync();
        Assert.Equal(Opcode.Pong, pong.Opcode);
        Assert.Equal("hi", pong.Text);
    }

    [Fact]
    public async Task Client_ReadsNoMoreAndIsDeleted_IsCutAfterAWhile()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using (client)
        {
            // More than the system's buffers and the connection's own hold.
            await gateway.PostUntilRefusedAsync(connectionId, new string('x', GatewayLimits.Default.MaxMessageBytes));

            await gateway.DeleteAsync(connectionId);
            await gateway.PassTimeUntilIdleAsync();

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
}
