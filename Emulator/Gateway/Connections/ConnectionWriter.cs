using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>An open connection's one writer: what is accepted for the client goes out in order, in as few writes as it comes.</summary>
internal sealed class ConnectionWriter(Connection connection, ClientSocket socket, GatewayLimits limits, ConnectionReport report)
{
    /// <summary>Returns when the queue is complete and empty, or the client is gone.</summary>
    public async Task RunAsync()
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
                    RecordSent(message);
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
                    report.Sent(connection, unsent);
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
            report.Undelivered(connection, unsent);
        }
    }

    private void RecordSent(in OutboundMessage message)
    {
        if (message.Opcode == Opcode.Text)
        {
            report.FrameOut(connection, message);
        }
    }
}
