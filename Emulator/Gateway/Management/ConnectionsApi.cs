using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Telemetry;

namespace Chat.Emulator.Gateway.Management;

/// <summary>
/// The API Gateway Management API: POST, GET and DELETE of <c>/{stage}/@connections/{connectionId}</c>.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
/// </summary>
internal sealed class ConnectionsApi(
    OpenConnections connections, Throttle throttle, FaultInjection faults, ILambdaInvoker functions, ManagementReport report)
{
    public async Task HandleAsync(HttpContext context, DeployedStage stage, string connectionId)
    {
        using var span = GatewaySpans.StartPostBack(context.Request, connectionId);
        var start = report.Timestamp;
        var cause = CauseOf(context.Request);
        WarnOfFrozenCaller(context.Request, stage, connectionId);
        var inForce = context.Request.Method == "POST" ? faults.InForce : null;
        if (inForce is not null)
        {
            // Before the body is read: ten thousand posts that wait hold no buffers.
            await inForce.DelayPostAsync(connectionId, context.RequestAborted);
        }

        var result = !throttle.TryCallback(out var limit) ? new PostBackResult.LimitExceeded(limit)
            : inForce?.ThrottlesPost(connectionId) == true ? new PostBackResult.ThrottledByFault()
            : inForce?.FailsPost(connectionId) == true ? new PostBackResult.FailedByFault()
            : context.Request.Method is "POST" or "GET" or "DELETE" ? await connections.AnswerAsync(context, stage, connectionId, cause)
            : new PostBackResult.NoSuchMethod($"@connections/{connectionId}");
        report.Answered(context.Request, stage, connectionId, result);

        // Delivered all the same: whoever repeats it makes a duplicate.
        if (result is PostBackResult.Delivered && inForce?.LosesAnswer(connectionId) == true)
        {
            report.Written(context.Request, connectionId, new PostBackResult.AnswerLostByFault(), cause, start);
            context.Abort();
            return;
        }

        span?.SetTag("apigateway.result", result.GetType().Name);
        report.Written(context.Request, connectionId, result, cause, start);
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
            report.CalledAfterAnswer(stage, function, request.Method, connectionId);
        }
    }

    private InvocationCause CauseOf(HttpRequest request) =>
        request.Headers["X-Amz-Security-Token"] is [{ } token] ? functions.FindCause(token) : default;
}
