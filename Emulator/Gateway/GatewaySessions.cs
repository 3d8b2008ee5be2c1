using System.Text;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Invocations;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Gateway;

/// <summary>What the gateway tells those who record sessions. While there are none it costs a look.</summary>
internal static class GatewaySessions
{
    // What every client makes anew, for itself or for this machine.
    private static readonly HashSet<string> OfThisHandshake = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Upgrade", "Content-Length", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions", "traceparent", "tracestate",
    };

    public static void Handshake(this SessionTap sessions, Connection connection, in EventStamp stamp, HttpRequest request)
    {
        if (sessions.HasListeners)
        {
            var headers = request.Headers.Where(header => !OfThisHandshake.Contains(header.Key))
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value.AsEnumerable()));
            sessions.Tell(new SessionEvent.Handshake(
                connection.Id.Value, connection.ApiId, connection.StageName, (request.QueryString.Value ?? "").TrimStart('?'), headers, stamp.RequestId));
        }
    }

    public static void Opened(this SessionTap sessions, Connection connection)
    {
        if (sessions.HasListeners)
        {
            sessions.Tell(new SessionEvent.Opened(connection.Id.Value, connection.Subprotocol));
        }
    }

    public static void Refused(this SessionTap sessions, Connection connection, int status, string? errorType)
    {
        if (sessions.HasListeners)
        {
            sessions.Tell(new SessionEvent.Refused(connection.Id.Value, status, errorType));
        }
    }

    public static void FrameIn(this SessionTap sessions, Connection connection, in EventStamp stamp, InboundMessage message)
    {
        if (sessions.HasListeners)
        {
            sessions.Tell(new SessionEvent.FrameIn(connection.Id.Value, stamp.RequestId, Encoding.UTF8.GetString(message.Text)));
        }
    }

    public static void FrameOut(this SessionTap sessions, Connection connection, in OutboundMessage message)
    {
        if (sessions.HasListeners)
        {
            sessions.Tell(new SessionEvent.FrameOut(connection.Id.Value, message.MessageId, Encoding.UTF8.GetString(message.Payload)));
        }
    }

    public static void Closed(this SessionTap sessions, Connection connection, CloseReason reason)
    {
        if (sessions.HasListeners)
        {
            var by = reason.EndedBy switch
            {
                EndedBy.Client => Enders.Client,
                EndedBy.Gateway => Enders.Gateway,
                _ => Enders.Network,
            };
            sessions.Tell(new SessionEvent.Closed(connection.Id.Value, by, reason.Code, reason.Reason));
        }
    }

    /// <param name="requestId">Of the event of <c>$disconnect</c>. Null: there is no such route.</param>
    public static void Leaving(this SessionTap sessions, Connection connection, string? requestId)
    {
        if (sessions.HasListeners)
        {
            sessions.Tell(new SessionEvent.Leaving(connection.Id.Value, requestId));
        }
    }

    public static void Done(this SessionTap sessions, in EventStamp stamp)
    {
        if (sessions.HasListeners)
        {
            sessions.Tell(new SessionEvent.Done(stamp.RequestId));
        }
    }
}
