using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Invocations.Faults;

namespace Chat.Emulator.Gateway.Messages;

/// <summary>
/// Gives messages their turn. Those of one connection run at the same time, as many as it has places, and may finish in any order, as on AWS.
/// </summary>
internal sealed partial class MessageDispatch(
    MessageIntegration integration, RunningWork work, FaultInjection faults, ILogger<MessageDispatch> logger)
{
    /// <summary>Begins handling a message; waits only for a free place, which holds back this client's reader and nobody else.</summary>
    public async ValueTask StartAsync(Connection connection, InboundMessage message)
    {
        try
        {
            await connection.MessagePlaces.WaitAsync(connection.Closing);
        }
        catch (OperationCanceledException)
        {
            LogNotHandled(connection.Id);
            message.Dispose();
            throw;
        }

        work.Begin();
        _ = HandleAsync(connection, message);
    }

    private async Task HandleAsync(Connection connection, InboundMessage message)
    {
        try
        {
            if (faults.InForce is { } inForce)
            {
                await inForce.DelayMessageAsync(connection.Id.ToString());
            }

            await integration.HandleAsync(connection, message);
        }
#pragma warning disable CA1031 // Nobody awaits this task: a bug must not vanish with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBug(e, connection.Id);
        }
        finally
        {
            connection.MessagePlaces.Release();
            work.End();
        }
    }

    [LoggerMessage(1410, LogLevel.Warning, "{ConnectionId} is closing: a message that was waiting for its turn is not handled")]
    private partial void LogNotHandled(ConnectionId connectionId);

    [LoggerMessage(1411, LogLevel.Error, "{ConnectionId}: a bug in the gateway lost a message")]
    private partial void LogBug(Exception exception, ConnectionId connectionId);
}
