using System.Buffers.Text;
using System.Text.Unicode;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;
using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Gateway.Messages.Responses;

/// <summary>Turns what became of a message into what its sender gets: nothing, the route response, or an error frame.</summary>
internal sealed partial class RouteResponder(GatewayLimits limits, GatewayMetrics metrics, EventJournal journal, ILogger<RouteResponder> logger)
{
    /// <summary>No route matches and there is no <c>$default</c>.</summary>
    public ValueTask ForbidAsync(Connection connection, EventStamp stamp)
    {
        metrics.ClientError(connection.ApiId, connection.StageName);
        LogNoRoute(connection.Id);
        return SendAsync(connection, ErrorFrame.Create(ErrorFrame.Forbidden, connection.Id, stamp.RequestId), stamp);
    }

    /// <summary>There was no token for the message: the client is told so, and who goes on and on is closed.</summary>
    public ValueTask ThrottleAsync(Connection connection, EventStamp stamp)
    {
        if (connection.RecordThrottled() >= limits.MaxThrottledMessages)
        {
            if (connection.RequestClose(CloseReason.TooManyRequests))
            {
                LogTooManyRequests(connection.Id, limits.MaxThrottledMessages);
            }

            return ValueTask.CompletedTask;
        }

        metrics.ClientError(connection.ApiId, connection.StageName);
        LogThrottled(connection.Id);
        return SendAsync(connection, ErrorFrame.Create(ErrorFrame.TooManyRequests, connection.Id, stamp.RequestId), stamp);
    }

    /// <summary>The route's model refuses the message.</summary>
    public ValueTask RefuseBodyAsync(Connection connection, Route route, EventStamp stamp)
    {
        metrics.ClientError(connection.ApiId, connection.StageName);
        var messageId = GatewayId.Mint();
        LogBadBody(connection.Id, route.RouteKey, messageId);
        return SendAsync(connection, ErrorFrame.CreateBadRequestBody(connection.Id, messageId), stamp);
    }

    public ValueTask RespondAsync(Connection connection, Route route, EventStamp stamp, InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Responded(var payload) => RespondAsync(connection, route, stamp, ProxyResponseReader.Read(payload.Span)),
        InvocationOutcome.Mapped answer => SendMappedAsync(connection, route, stamp, answer),
        InvocationOutcome.UnsupportedMediaType =>
            SendAsync(connection, ErrorFrame.Create(ErrorFrame.UnsupportedMediaType, connection.Id, stamp.RequestId), stamp),
        InvocationOutcome.TimedOut =>
            SendAsync(connection, ErrorFrame.Create(ErrorFrame.EndpointRequestTimedOut, connection.Id, stamp.RequestId), stamp),

        // Failed, throttled and unreachable look the same to a client, and it is told on one-way routes too.
        _ => SendAsync(connection, ErrorFrame.Create(ErrorFrame.InternalServerError, connection.Id, stamp.RequestId), stamp),
    };

    private ValueTask RespondAsync(Connection connection, Route route, EventStamp stamp, ProxyResponse response) => response switch
    {
        ProxyResponse.Malformed(var why) => RefuseAsync(connection, route, stamp, why),
        ProxyResponse.Answer { Body.IsEmpty: false } answer when route.IsTwoWay => SendBodyAsync(connection, route, stamp, answer),
        _ => ValueTask.CompletedTask,
    };

    // The status code and the headers mean nothing to a WebSocket client; the body goes out whatever they are.
    private ValueTask SendBodyAsync(Connection connection, Route route, EventStamp stamp, ProxyResponse.Answer answer)
    {
        var body = answer.Body;
        if (answer.IsBase64Encoded && !TryDecode(ref body))
        {
            return RefuseAsync(connection, route, stamp, "its body isn't base64-encoded text");
        }

        return body.Length > limits.MaxMessageBytes
            ? RefuseAsync(connection, route, stamp, "its body is longer than a message is allowed to be")
            : SendAsync(connection, body, stamp);
    }

    private ValueTask SendMappedAsync(Connection connection, Route route, EventStamp stamp, InvocationOutcome.Mapped answer)
    {
        if (answer.Body.IsEmpty || !route.IsTwoWay)
        {
            return ValueTask.CompletedTask;
        }

        return answer.Body.Length > limits.MaxMessageBytes ? RefuseAsync(connection, route, stamp, "its body is longer than a message is allowed to be")
            : Utf8.IsValid(answer.Body.Span) ? SendAsync(connection, answer.Body, stamp)
            : RefuseAsync(connection, route, stamp, "its body isn't text");
    }

    // What AWS does with base64 is not known; text frames are all a client gets, so it must be text.
    private static bool TryDecode(ref ReadOnlyMemory<byte> body)
    {
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(body.Length)];
        var status = Base64.DecodeFromUtf8(body.Span, decoded, out _, out var written);
        body = decoded.AsMemory(0, written);
        return status == System.Buffers.OperationStatus.Done && Utf8.IsValid(body.Span);
    }

    private ValueTask RefuseAsync(Connection connection, Route route, EventStamp stamp, string why)
    {
        metrics.ExecutionError(connection, route.RouteKey);
        LogMalformed(connection.Id, route.RouteKey, why);
        journal.AnswerRefused(connection, stamp, route.RouteKey, why);
        return SendAsync(connection, ErrorFrame.Create(ErrorFrame.InternalServerError, connection.Id, stamp.RequestId), stamp);
    }

    private async ValueTask SendAsync(Connection connection, ReadOnlyMemory<byte> text, EventStamp stamp)
    {
        var message = OutboundMessage.Text(text.Span).CausedBy(stamp.RequestId);
        if (await connection.Outbound.EnqueueAsync(message) == EnqueueResult.Closed)
        {
            message.Release();
            metrics.MessagesUndelivered(connection, 1);
            LogUndelivered(connection.Id);
        }
    }

    [LoggerMessage(1412, LogLevel.Information, "{ConnectionId} is closed: {Count} messages in a row were throttled")]
    private partial void LogTooManyRequests(ConnectionId connectionId, int count);

    [LoggerMessage(1500, LogLevel.Information, "{ConnectionId}: no route matches a message and there is no $default")]
    private partial void LogNoRoute(ConnectionId connectionId);

    [LoggerMessage(1503, LogLevel.Information, "{ConnectionId}: a message is throttled")]
    private partial void LogThrottled(ConnectionId connectionId);

    [LoggerMessage(1504, LogLevel.Information, "{ConnectionId} {RouteKey}: the route's model refuses the body of message {MessageId}")]
    private partial void LogBadBody(ConnectionId connectionId, string routeKey, string messageId);

    [LoggerMessage(1501, LogLevel.Warning, "{ConnectionId} {RouteKey}: malformed Lambda proxy response: {Why}")]
    private partial void LogMalformed(ConnectionId connectionId, string routeKey, string why);

    [LoggerMessage(1502, LogLevel.Warning, "{ConnectionId} left before the answer to its message was sent")]
    private partial void LogUndelivered(ConnectionId connectionId);
}
