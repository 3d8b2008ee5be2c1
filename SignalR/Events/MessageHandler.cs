using System.Buffers;
using Chat.SignalR.Protocol;
using Chat.SignalR.State;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Chat.SignalR.Events;

/// <summary>A frame of a hub's client, with one message or several.</summary>
internal sealed class MessageHandler(HubCore core, LambdaHubOptions options)
{
    private readonly BeginningHandler _beginning = new(core, options);
    private readonly InvocationHandler _invocation = new(core, options.EnableDetailedErrors);

    public async Task HandleAsync(HubScope scope, HubEvent message)
    {
        var body = message.Request.Body;
        var row = await core.Store.FindAsync(message.ConnectionId, scope.Time.Work);
        if (row is { Hub: null } || (row is null && !HubProtocol.EndsLikeAMessage(body)))
        {
            await (options.PlainMessage?.Invoke(message.Request, scope.Log, scope.Time.Work) ?? Task.CompletedTask);
            return;
        }

        try
        {
            await HandleAsync(scope, message.ConnectionId, row, body ?? "");
        }
        catch (InvalidDataException e)
        {
            await scope.CloseAsync(message.ConnectionId, $"Connection closed with an error. {e.GetType().Name}: {e.Message}", mayReconnect: false);
        }
        catch (Exception e)
        {
            // The tables are out of reach, or the time is. What the client asked for may never be answered: ended, it knows, and comes back.
            scope.Log.EventFailed(message.ConnectionId, e);
            await scope.CloseAsync(message.ConnectionId, "Connection closed with an error.", mayReconnect: true);
        }
    }

    private async Task HandleAsync(HubScope scope, string connectionId, HubConnection? row, string body)
    {
        if (row is null)
        {
            await scope.CloseAsync(connectionId, "The connection's time is over.", mayReconnect: true);
            return;
        }

        if (row.Hub != core.Name)
        {
            await scope.CloseAsync(connectionId, $"There is no hub '{row.Hub}' on this route.", mayReconnect: false);
            return;
        }

        var frame = HubProtocol.Bytes(body);
        var isHandshake = BeginningHandler.TryReadHandshake(ref frame, out var request);
        if (isHandshake && row.Beginning != Beginning.Opening)
        {
            throw new InvalidDataException("The handshake came a second time.");
        }

        var connected = row.Beginning == Beginning.Connected ? row
            : isHandshake ? await _beginning.BeginAsync(scope, row, request)
            : await _beginning.WaitAsync(scope, connectionId)
                ?? throw new TimeoutException($"the beginning of {connectionId} did not end while a message of it waited");
        if (connected is not null)
        {
            await ReadAsync(scope, connected, frame);
        }
    }

    private async Task ReadAsync(HubScope scope, HubConnection row, ReadOnlySequence<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            if (!core.Protocol.TryRead(ref frame, core.Methods, out var message))
            {
                throw new InvalidDataException("The frame ends within a message.");
            }

            switch (message)
            {
                case InvocationMessage invocation:
                    await _invocation.HandleAsync(scope, row, invocation);
                    break;
                case InvocationBindingFailureMessage failure:
                    await _invocation.HandleAsync(scope, row, failure);
                    break;
                case StreamInvocationMessage invocation:
                    await _invocation.HandleAsync(scope, row, invocation);
                    break;
                case PingMessage:
                    // A server of one's own pings by its clock; here the client's is the only one.
                    await scope.AnswerAsync(row.ConnectionId, core.Protocol.Ping);
                    break;
                default:
                    // Items and ends of streams, which were refused when they were begun; or a farewell.
                    break;
            }
        }
    }
}
