using Chat.Emulator.Http;

namespace Chat.Emulator.Lambda.Invoke;

/// <summary>Lambda's answers over HTTP. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html</summary>
internal static class InvokeAnswer
{
    public static Task SendAsync(HttpContext context, InvokeResult result)
    {
        var headers = context.Response.Headers;
        headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        if (result.LogTail is { } tail)
        {
            headers["X-Amz-Log-Result"] = tail;
        }

        switch (result)
        {
            case InvokeResult.Answered(var payload, var version):
                headers["X-Amz-Executed-Version"] = version;
                return SendAsync(context, StatusCodes.Status200OK, payload);
            case InvokeResult.Failed(var payload, var version):
                headers["X-Amz-Executed-Version"] = version;

                // "Handled" is what runtimes of long ago reported.
                headers["X-Amz-Function-Error"] = "Unhandled";
                return SendAsync(context, StatusCodes.Status200OK, payload);
            case InvokeResult.Accepted:
                return SendAsync(context, StatusCodes.Status202Accepted, default);
            case InvokeResult.DryRun:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            case InvokeResult.NotFound(var arn):
                return SendErrorAsync(context, StatusCodes.Status404NotFound, "ResourceNotFoundException", $"Function not found: {arn}");
            case InvokeResult.InvalidInvocationType(var given):
                return SendErrorAsync(
                    context, StatusCodes.Status400BadRequest, "InvalidParameterValueException",
                    $"Value '{given}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]");
            case InvokeResult.InvalidPayload(var reason):
                return SendErrorAsync(
                    context, StatusCodes.Status400BadRequest, "InvalidRequestContentException", $"Could not parse request body into json: {reason}");
            case InvokeResult.TooLarge(var maxBytes):
                return SendErrorAsync(
                    context, StatusCodes.Status413PayloadTooLarge, "RequestTooLargeException",
                    $"Request must be smaller than {maxBytes} bytes for the InvokeFunction operation");
            case InvokeResult.TooManyRequests:
                return SendErrorAsync(
                    context, StatusCodes.Status429TooManyRequests, "TooManyRequestsException", "Rate Exceeded.",
                    member: "message", reason: "ReservedFunctionConcurrentInvocationLimitExceeded");
            case InvokeResult.ServiceFailed(var reason):
                return SendErrorAsync(context, StatusCodes.Status500InternalServerError, "ServiceException", reason, type: "Service");
            case InvokeResult.AccessRefused(var error):
                return SendErrorAsync(
                    context, StatusCodes.Status403Forbidden, error.ErrorType, error.Message, error.IsDenial ? "Message" : "message", type: null);
            default:
                throw new System.Diagnostics.UnreachableException($"No answer for {result}");
        }
    }

    // {"Type":"User","Message":"Function not found: arn:…"}; TooManyRequestsException has a Reason too, and writes message small.
    private static Task SendErrorAsync(
        HttpContext context, int statusCode, string errorType, string message, string member = "Message", string? type = "User", string? reason = null)
    {
        context.Response.Headers["x-amzn-ErrorType"] = errorType;
        return SendAsync(context, statusCode, ErrorJson.Of(("Reason", reason), ("Type", type), (member, message)));
    }

    private static Task SendAsync(HttpContext context, int statusCode, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
