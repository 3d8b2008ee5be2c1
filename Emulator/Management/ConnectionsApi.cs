using Chat.Emulator.Connections;
using Chat.Emulator.Integration;
using Chat.Emulator.Responses;
using Chat.Emulator.Routing;

namespace Chat.Emulator.Management;

/// <summary>
/// The API Gateway Management API: POST, GET and DELETE of <c>/{stage}/@connections/{connectionId}</c>.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
/// </summary>
internal sealed partial class ConnectionsApi(
    ConnectionRegistry registry,
    GatewayLimits limits,
    GatewayMetrics metrics,
    ILogger<ConnectionsApi> logger)
{
    public async Task HandleAsync(HttpContext context, DeployedStage stage, string connectionId)
    {
        var result = context.Request.Method switch
        {
            "POST" => await PostAsync(context, stage, connectionId),
            "GET" => Find(stage, connectionId, out var found) ?? new PostBackResult.Described(ConnectionDescription.Create(found)),
            "DELETE" => Find(stage, connectionId, out var found) ?? Delete(found),
            _ => new PostBackResult.NoSuchMethod($"@connections/{connectionId}"),
        };
        if (result is not (PostBackResult.Delivered or PostBackResult.Described or PostBackResult.Deleted))
        {
            metrics.ClientError(stage.Api.ApiId, stage.Stage.Name);
            LogRefused(context.Request.Method, connectionId, result.GetType().Name);
        }

        await SendAsync(context, result);
    }

    /// <summary>API Gateway's words for a request that misses its methods.</summary>
    public static Task SendNoMethodAsync(HttpContext context, string path) => HttpAnswer.SendErrorAsync(
        context,
        StatusCodes.Status404NotFound,
        "NotFoundException",
        $"No method found matching route {path} for http method {context.Request.Method}.");

    private static Task SendAsync(HttpContext context, PostBackResult result) => result switch
    {
        PostBackResult.Delivered => HttpAnswer.SendAsync(context, StatusCodes.Status200OK, null, default),
        PostBackResult.Described(var json) => HttpAnswer.SendAsync(context, StatusCodes.Status200OK, null, json),
        PostBackResult.Deleted => HttpAnswer.SendAsync(context, StatusCodes.Status204NoContent, null, default),

        // The body is empty on AWS too: SDKs make their GoneException from the header alone.
        PostBackResult.Gone => HttpAnswer.SendAsync(context, StatusCodes.Status410Gone, "GoneException", default),
        PostBackResult.InvalidConnectionId(var id) =>
            HttpAnswer.SendErrorAsync(context, StatusCodes.Status400BadRequest, "BadRequestException", $"Invalid connectionId: {id}"),
        PostBackResult.TooLarge =>
            HttpAnswer.SendErrorAsync(context, StatusCodes.Status413PayloadTooLarge, "PayloadTooLargeException", "Payload Too Large"),
        PostBackResult.LimitExceeded =>
            HttpAnswer.SendErrorAsync(context, StatusCodes.Status429TooManyRequests, "LimitExceededException", "Too Many Requests"),
        PostBackResult.NoSuchMethod(var path) => SendNoMethodAsync(context, path),
        _ => throw new System.Diagnostics.UnreachableException($"No answer for {result}"),
    };

    private async Task<PostBackResult> PostAsync(HttpContext context, DeployedStage stage, string connectionId)
    {
        if (!ConnectionId.TryParse(connectionId, out _))
        {
            return new PostBackResult.InvalidConnectionId(connectionId);
        }

        if (await PostBody.ReadAsync(context.Request, limits.MaxMessageBytes, context.RequestAborted) is not { } message)
        {
            return new PostBackResult.TooLarge();
        }

        var result = Find(stage, connectionId, out var connection) ?? Enqueue(connection, message);
        if (result is not PostBackResult.Delivered)
        {
            message.Release();
        }

        return result;
    }

    private PostBackResult Enqueue(Connection connection, OutboundMessage message)
    {
        switch (connection.Outbound.TryEnqueue(message))
        {
            case EnqueueResult.Accepted:
                return new PostBackResult.Delivered();
            case EnqueueResult.Full:
                metrics.MessagesUndelivered(connection, 1);
                return new PostBackResult.LimitExceeded();
            default:
                return new PostBackResult.Gone();
        }
    }

    private static PostBackResult Delete(Connection connection) =>
        connection.RequestClose(CloseReason.Deleted) ? new PostBackResult.Deleted() : new PostBackResult.Gone();

    /// <summary>Null when there is such a connection, which is then in <paramref name="connection"/>.</summary>
    private PostBackResult? Find(DeployedStage stage, string connectionId, out Connection connection)
    {
        connection = null!;
        if (!ConnectionId.TryParse(connectionId, out var id))
        {
            return new PostBackResult.InvalidConnectionId(connectionId);
        }

        if (!registry.TryGetOpen(id, stage.Api.ApiId, stage.Stage.Name, out var found))
        {
            return new PostBackResult.Gone();
        }

        connection = found;
        return null;
    }

    [LoggerMessage(1600, LogLevel.Information, "{Method} to {ConnectionId} is refused: {Result}")]
    private partial void LogRefused(string method, string connectionId, string result);
}
