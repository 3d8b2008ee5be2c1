using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Http;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Management;

/// <summary>What the Management API does to a connection, for who may: posts to it, describes it, closes it.</summary>
internal sealed class OpenConnections(ConnectionRegistry registry, GatewayLimits limits, ManagementReport report, AccessInForce access)
{
    private const string Service = "execute-api";

    public async Task<PostBackResult> AnswerAsync(HttpContext context, DeployedStage stage, string connectionId, InvocationCause cause)
    {
        using var body = await PooledBody.ReadAsync(context.Request, limits.MaxMessageBytes, context.RequestAborted);
        if (body is null)
        {
            return new PostBackResult.TooLarge();
        }

        // Access first, as on AWS: who may not ask isn't told which connections there are.
        if (CheckAccess(context, stage, connectionId, body.Span) is { } error)
        {
            return new PostBackResult.AccessRefused(error);
        }

        if (!ConnectionId.TryParse(connectionId, out var id))
        {
            return new PostBackResult.InvalidConnectionId(connectionId);
        }

        if (!registry.TryGetOpen(id, stage.Api.ApiId, stage.Stage.Name, out var connection))
        {
            return new PostBackResult.Gone();
        }

        return context.Request.Method switch
        {
            "GET" => new PostBackResult.Described(ConnectionDescription.Create(connection)),
            "DELETE" => connection.RequestClose(CloseReason.Deleted) ? new PostBackResult.Deleted() : new PostBackResult.Gone(),
            _ => Post(connection, PostBody.ToMessage(body).CausedBy(cause.MessageId)),
        };
    }

    private AccessError? CheckAccess(HttpContext context, DeployedStage stage, string connectionId, ReadOnlySpan<byte> body)
    {
        if (access.Control is not { } control)
        {
            return null;
        }

        if (control.Authenticate(context.Request, Service, body, out var caller) is { } error)
        {
            return error;
        }

        // AWS's message hides the account, and names no connection: "{connectionId}" is its own text.
        var path = $"{stage.Api.ApiId}/{stage.Stage.Name}/{context.Request.Method}/@connections";
        var arn = $"arn:{TemplateContext.Partition}:{Service}:{stage.Api.Region}";
        return control.Authorize(
            context,
            caller,
            "execute-api:ManageConnections",
            $"{arn}:{stage.Api.AccountId}:{path}/{connectionId}",
            $"{arn}:********{stage.Api.AccountId[^4..]}:{path}/{{connectionId}}");
    }

    private PostBackResult Post(Connection connection, OutboundMessage message)
    {
        var result = Enqueue(connection, message);
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
                report.Full(connection);
                RecordRefusal(connection);
                return new PostBackResult.LimitExceeded(
                    $"the client doesn't read: {connection.Outbound.Count} messages wait for it, of at most {limits.MaxQueuedMessages} or {limits.MaxQueuedBytes} bytes");
            default:
                return new PostBackResult.Gone();
        }
    }

    // One client that doesn't read costs everybody who writes to it: so it isn't kept for ever.
    private void RecordRefusal(Connection connection)
    {
        if (connection.Refusals.Record() && connection.RequestClose(CloseReason.SlowConsumer))
        {
            report.SlowConsumer(connection);
        }
    }
}
