using Chat.Emulator.Gateway.Messages;
using Chat.Emulator.Options;
using Microsoft.AspNetCore.Connections;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Runs an open connection from its 101 to its end: one reader, one writer, one way out. Nothing else touches the socket.
/// </summary>
internal sealed class ConnectionRunner(
    MessageDispatch messages, Departures departures, GatewayLimits limits, TimeProvider timeProvider, ConnectionReport report)
{
    /// <param name="connection">Registered and accepted.</param>
    /// <param name="socket">The socket, from after the 101 on.</param>
    public async Task RunAsync(Connection connection, ClientSocket socket)
    {
        report.LogOpened(connection.Id);

        // Step 1: read until somebody has a reason to end it.
        var reader = new MessageReader(socket.Input, limits);
        var writing = new ConnectionWriter(connection, socket, limits, report).RunAsync();
        CloseReason reason;
        using (connection.Closing.UnsafeRegister(static state => ((MessageReader)state!).Interrupt(), reader))
        using (new ConnectionDeadlines(connection, limits, timeProvider))
        {
            var ending = await ReadUntilEndAsync(connection, reader);
            connection.RequestClose(ending);
            reason = connection.CloseReason ?? ending;
        }

        // Step 2: no more is accepted for this client, and what was accepted goes out if it takes it in time.
        connection.Outbound.Complete();
        var isAlive = reason.EndedBy != EndedBy.Network && await DrainAsync(connection, writing);
        if (!isAlive)
        {
            socket.Abort();
        }

        await writing;

        // Step 3: the Close frame.
        using var answerTime = new CancellationTokenSource(limits.CloseTimeout, timeProvider);
        isAlive = isAlive && await CloseAsync(connection, socket, reason, answerTime.Token);

        // Step 4: gone for everybody, then $disconnect, which may outlive the socket. It doesn't wait for the client's own Close: many
        // clients never send one, and a stopping host has no time to lose.
        Leave(connection, reason);

        // Step 5: a moment for the client's Close, so that it sees an orderly end.
        if (isAlive && reason.EndedBy == EndedBy.Gateway)
        {
            await AwaitCloseAsync(connection, socket, reader, answerTime.Token);
        }

        await reader.CompleteAsync();
    }

    /// <summary>As <see cref="RunAsync"/>, on a socket that is ours alone; returns when the last frames have left, or have had their time.</summary>
    /// <exception cref="TimeoutException">The client doesn't take them.</exception>
    public async Task RunDetachedAsync(Connection connection, ConnectionContext client)
    {
        await RunAsync(connection, ClientSocket.Of(client));
        await client.DisposeAsync().AsTask().WaitAsync(limits.CloseTimeout, timeProvider);
    }

    /// <inheritdoc cref="Departures.Leave"/>
    public void Leave(Connection connection, CloseReason reason) => departures.Leave(connection, reason);

    private async Task<CloseReason> ReadUntilEndAsync(Connection connection, MessageReader reader)
    {
        try
        {
            while (true)
            {
                switch (await reader.ReadAsync())
                {
                    case Inbound.Received(var message):
                        connection.RecordActivity();
                        report.Received(connection, message);
                        await messages.StartAsync(connection, message);
                        break;
                    case Inbound.Ping(var payload):
                        Answer(connection, OutboundMessage.Pong(payload.Span));
                        break;
                    case Inbound.Closed(var reason):
                        return reason;
                    case Inbound.Violation(var reason):
                        report.LogViolation(connection.Id, reason.Code);
                        return reason;
                    case Inbound.Interrupted:
                        return connection.CloseReason ?? CloseReason.InternalError;
                    default:
                        return CloseReason.Dropped;
                }
            }
        }
        catch (OperationCanceledException) when (connection.CloseReason is { } reason)
        {
            return reason;
        }
#pragma warning disable CA1031 // A bug of ours ends this connection, in order and with its code, and no other.
        catch (Exception e)
#pragma warning restore CA1031
        {
            report.LogBug(e, connection.Id);
            return CloseReason.InternalError;
        }
    }

    private void Answer(Connection connection, OutboundMessage pong)
    {
        // A client that floods with Pings and doesn't read gets fewer Pongs, as RFC 6455 5.5.3 allows.
        if (connection.Outbound.TryEnqueue(pong) != EnqueueResult.Accepted)
        {
            pong.Release();
            report.LogPongDropped(connection.Id);
        }
    }

    private async Task<bool> DrainAsync(Connection connection, Task writing)
    {
        try
        {
            await writing.WaitAsync(limits.DrainTimeout, timeProvider);
            return true;
        }
        catch (TimeoutException)
        {
            report.LogNotDrained(connection.Id);
            return false;
        }
    }

    private async Task<bool> CloseAsync(Connection connection, ClientSocket socket, CloseReason reason, CancellationToken timeout)
    {
        try
        {
            var frame = new byte[2 + FrameHeader.MaxControlPayload];
            var length = ClosePayload.Write(frame.AsSpan(2), reason);
            FrameHeader.WriteServer(frame, Opcode.Close, isFinal: true, length);
            await socket.Output.WriteAsync(frame.AsMemory(0, 2 + length), timeout);
            return true;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            report.LogCloseNotAnswered(connection.Id);
            socket.Abort();
            return false;
        }
    }

    private async Task AwaitCloseAsync(Connection connection, ClientSocket socket, MessageReader reader, CancellationToken timeout)
    {
        try
        {
            await reader.WaitForCloseAsync(timeout);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            report.LogCloseNotAnswered(connection.Id);
            socket.Abort();
        }
    }
}
