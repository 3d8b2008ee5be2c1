using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Http;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Management;

/// <summary>
/// The API Gateway Management API: POST, GET and DELETE of <c>/{stage}/@connections/{connectionId}</c>.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
/// </summary>
internal sealed partial class ConnectionsApi(
    ConnectionRegistry registry,
    GatewayLimits limits,
    Throttle throttle,
    GatewayMetrics metrics,
    FaultInjection faults,
    ILambdaInvoker functions,
    EventJournal journal,
    ILogger<ConnectionsApi> logger,
    AccessControl? access = null)
{
    private const string Service = "execute-api";

    public async Task HandleAsync(HttpContext context, DeployedStage stage, string connectionId)
    {
        using var span = GatewaySpans.StartPostBack(context.Request, connectionId);
        var start = journal.Timestamp;
        var cause = CauseOf(context.Request);
        WarnOfFrozenCaller(context.Request, stage, connectionId);
        var inForce = context.Request.Method == "POST" ? faults.InForce : null;
        if (inForce is not null)
        {
            // Before the body is read: ten thousand posts that wait hold no buffers.
            await inForce.DelayPostAsync(connectionId, context.RequestAborted);
        }

        var result = !throttle.TryCallback() ? new PostBackResult.LimitExceeded()
            : inForce?.ThrottlesPost(connectionId) == true ? new PostBackResult.ThrottledByFault()
            : inForce?.FailsPost(connectionId) == true ? new PostBackResult.FailedByFault()
            : context.Request.Method is "POST" or "GET" or "DELETE" ? await AnswerAsync(context, stage, connectionId, cause)
            : new PostBackResult.NoSuchMethod($"@connections/{connectionId}");
        if (result is not (PostBackResult.Delivered or PostBackResult.Described or PostBackResult.Deleted))
        {
            metrics.ClientError(stage.Api.ApiId, stage.Stage.Name);
            LogRefused(context.Request.Method, connectionId, result.GetType().Name);
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            metrics.PostBack(stage.Api.ApiId, stage.Stage.Name, result);
        }

        // Delivered all the same: whoever repeats it makes a duplicate.
        if (result is PostBackResult.Delivered && inForce?.LosesAnswer(connectionId) == true)
        {
            context.Abort();
            return;
        }

        span?.SetTag("apigateway.result", result.GetType().Name);
        journal.PostBack(context.Request, connectionId, result, cause, start);
        await SendAsync(context, result);
        span.SetStatusCode(context.Response.StatusCode);
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
        PostBackResult.LimitExceeded or PostBackResult.ThrottledByFault =>
            HttpAnswer.SendErrorAsync(context, StatusCodes.Status429TooManyRequests, "LimitExceededException", "Too Many Requests"),
        PostBackResult.FailedByFault => HttpAnswer.SendErrorAsync(
            context, StatusCodes.Status500InternalServerError, "InternalServerErrorException", "Internal server error"),
        PostBackResult.AccessRefused(var error) => HttpAnswer.SendErrorAsync(
            context, StatusCodes.Status403Forbidden, error.ErrorType, error.Message, error.IsDenial ? "Message" : "message"),
        PostBackResult.NoSuchMethod(var path) => SendNoMethodAsync(context, path),
        _ => throw new System.Diagnostics.UnreachableException($"No answer for {result}"),
    };

    // A function that goes on after its answer works here and fails there: AWS freezes it, and the call is made with the next event or never.
    private void WarnOfFrozenCaller(HttpRequest request, DeployedStage stage, string connectionId)
    {
        if (request.Headers["X-Amz-Security-Token"] is [{ } token] && functions.FindFrozen(token) is { } function)
        {
            metrics.CalledAfterAnswer(stage.Api.ApiId, stage.Stage.Name, function);
            LogFrozenCaller(function, request.Method, connectionId);
        }
    }

    private async Task<PostBackResult> AnswerAsync(HttpContext context, DeployedStage stage, string connectionId, InvocationCause cause)
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

    private InvocationCause CauseOf(HttpRequest request) =>
        request.Headers["X-Amz-Security-Token"] is [{ } token] ? functions.FindCause(token) : default;

    private AccessError? CheckAccess(HttpContext context, DeployedStage stage, string connectionId, ReadOnlySpan<byte> body)
    {
        if (access is null)
        {
            return null;
        }

        if (access.Authenticate(context.Request, Service, body, out var caller) is { } error)
        {
            return error;
        }

        // AWS's message hides the account, and names no connection: "{connectionId}" is its own text.
        var path = $"{stage.Api.ApiId}/{stage.Stage.Name}/{context.Request.Method}/@connections";
        var arn = $"arn:{TemplateContext.Partition}:{Service}:{stage.Api.Region}";
        return access.Authorize(
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
                metrics.MessagesUndelivered(connection, 1);
                RecordRefusal(connection);
                return new PostBackResult.LimitExceeded();
            default:
                return new PostBackResult.Gone();
        }
    }

    // One client that doesn't read costs everybody who writes to it: so it isn't kept for ever.
    private void RecordRefusal(Connection connection)
    {
        if (connection.Refusals.Record() && connection.RequestClose(CloseReason.SlowConsumer))
        {
            metrics.SlowConsumerClosed(connection);
            LogSlowConsumer(connection.Id, connection.Refusals.Count, connection.Outbound.Count);
            journal.SlowConsumer(connection);
        }
    }

    [LoggerMessage(1602, LogLevel.Warning,
        "{ConnectionId} is closed as a slow consumer: it has refused {Count} posts, and {Waiting} messages wait for it. --slow-consumers sets when")]
    private partial void LogSlowConsumer(ConnectionId connectionId, int count, int waiting);

    [LoggerMessage(1601, LogLevel.Warning,
        "{Function} called {Method} @connections/{ConnectionId} after it had answered. AWS freezes a function then, and the call comes late or never: await it before answering")]
    private partial void LogFrozenCaller(string function, string method, string connectionId);

    [LoggerMessage(1600, LogLevel.Information, "{Method} to {ConnectionId} is refused: {Result}")]
    private partial void LogRefused(string method, string connectionId, string result);
}
