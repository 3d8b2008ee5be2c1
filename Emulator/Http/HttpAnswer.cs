namespace Chat.Emulator.Http;

/// <summary>Answers over plain HTTP, shaped as API Gateway shapes them.</summary>
internal static class HttpAnswer
{
    /// <summary>Compact, no spaces: <c>{"message":"Forbidden"}</c>, and the exception's name in <c>x-amzn-ErrorType</c>.</summary>
    /// <param name="member">What AWS calls the message.</param>
    public static Task SendErrorAsync(HttpContext context, int statusCode, string errorType, string message, string member = "message") =>
        SendAsync(context, statusCode, errorType, ErrorJson.Of((member, message)));

    public static Task SendForbiddenAsync(HttpContext context) =>
        SendErrorAsync(context, StatusCodes.Status403Forbidden, "ForbiddenException", "Forbidden");

    /// <param name="errorType">Null where the answer is not an error of the gateway.</param>
    /// <param name="body">JSON, or empty.</param>
    /// <param name="gatewayId">The id that the event had, where there was one.</param>
    public static Task SendAsync(
        HttpContext context,
        int statusCode,
        string? errorType,
        ReadOnlyMemory<byte> body,
        string? gatewayId = null)
    {
        var response = context.Response;
        response.StatusCode = statusCode;
        response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        response.Headers["x-amz-apigw-id"] = gatewayId ?? GatewayId.Mint();
        if (errorType is not null)
        {
            response.Headers["x-amzn-ErrorType"] = errorType;
        }

        if (statusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            response.ContentLength = body.Length;
        }

        if (body.IsEmpty)
        {
            return Task.CompletedTask;
        }

        response.ContentType = "application/json";
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
