using Chat.Emulator.Gateway.Messages;
using Chat.Emulator.Gateway.Messages.Integration;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Runs an open connection from its 101 to its end: one reader, one writer, one way out. Nothing else touches the socket.
/// </summary>
internal sealed partial class ConnectionRunner(
    ConnectionRegistry registry,
    MessageIntegration messages,
    DisconnectIntegration disconnects,
    GatewayLimits limits,
    GatewayMetrics metrics,
    TimeProvider timeProvider,
    EventJournal journal,
    ILogger<ConnectionRunner> logger)
{
    /// <param name="connection">Registered and accepted.</param>
    /// <param name="socket">The socket, from after the 101 on.</param>
    public async Task RunAsync(Connection connection, ClientSocket socket)
    {
        LogOpened(connection.Id);

        // Step 1: read until somebody has a reason to end it.
        var reader = new MessageReader(socket.Input, limits);
        var writing = WriteAsync(connection, socket);
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

    /// <summary>For a client that went away while <c>$connect</c> ran and accepted it: there is a row to clean up, but no socket.</summary>
    public void Leave(Connection connection, CloseReason reason)
    {
        connection.RequestClose(reason);
        connection.Outbound.Complete();
        registry.Remove(connection);
        LogClosed(connection.Id, reason.Code, reason.Reason, reason.EndedBy);
        journal.Closed(connection, reason);
        disconnects.Start(connection, reason);
    }

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
                        metrics.MessageReceived(connection);
                        connection.Traffic.CountIn(message.Text.Length);
                        await messages.StartAsync(connection, message);
                        break;
                    case Inbound.Ping(var payload):
                        Answer(connection, OutboundMessage.Pong(payload.Span));
                        break;
                    case Inbound.Closed(var reason):
                        return reason;
                    case Inbound.Violation(var reason):
                        LogViolation(connection.Id, reason.Code);
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
            LogBug(e, connection.Id);
            return CloseReason.InternalError;
        }
    }

    private void Answer(Connection connection, OutboundMessage pong)
    {
        // A client that floods with Pings and doesn't read gets fewer Pongs, as RFC 6455 5.5.3 allows.
        if (connection.Outbound.TryEnqueue(pong) != EnqueueResult.Accepted)
        {
            pong.Release();
            LogPongDropped(connection.Id);
        }
    }

    private async Task WriteAsync(Connection connection, ClientSocket socket)
    {
        var unsent = 0;
        try
        {
            while (await connection.Outbound.WaitToReadAsync())
            {
                using var batch = new FrameBatch(socket, limits.MaxFrameBytes);
                while (connection.Outbound.TryDequeue(out var message))
                {
                    var isText = message.Opcode == Opcode.Text;
                    unsent += isText ? 1 : 0;
                    await batch.AddAsync(message);
                    RecordSent(connection, message);
                    message.Release();
                }

                // Before too: whoever has the message already must find it counted. A slow client takes it much later.
                if (unsent > 0)
                {
                    connection.RecordActivity();
                }

                await batch.FlushAsync();
                connection.Refusals.Forgive();
                if (unsent > 0)
                {
                    connection.RecordActivity();
                    metrics.MessagesSent(connection, unsent);
                    unsent = 0;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            connection.RequestClose(CloseReason.Dropped);
            connection.Outbound.Complete();
            while (connection.Outbound.TryDequeue(out var message))
            {
                unsent += message.Opcode == Opcode.Text ? 1 : 0;
                message.Release();
            }
        }

        if (unsent > 0)
        {
            metrics.MessagesUndelivered(connection, unsent);
            LogUndelivered(connection.Id, unsent);
            journal.Undelivered(connection, unsent);
        }
    }

    private void RecordSent(Connection connection, in OutboundMessage message)
    {
        if (message.Opcode == Opcode.Text)
        {
            connection.Traffic.CountOut(message.Length);
            journal.FrameOut(connection, message);
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
            LogNotDrained(connection.Id);
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
            LogCloseNotAnswered(connection.Id);
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
            LogCloseNotAnswered(connection.Id);
            socket.Abort();
        }
    }
}
