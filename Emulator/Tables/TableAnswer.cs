using Chat.Emulator.Http;
using Chat.Emulator.Iam;

namespace Chat.Emulator.Tables;

/// <summary>
/// Errors in DynamoDB's protocol, where even a denial is a 400:
/// <code>{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:… is not authorized to perform: …"}</code>
/// </summary>
internal static class TableAnswer
{
    /// <summary>The request is no JSON.</summary>
    public static readonly AccessError Unreadable = new("SerializationException", "The request isn't JSON that can be read.");

    private const string Common = "com.amazon.coral.service#";

    public static Task SendAsync(HttpContext context, AccessError error) => SendAsync(
        context,
        StatusCodes.Status400BadRequest,
        Common + error.ErrorType,
        error.IsDenial ? "Message" : "message",
        error == AccessError.MissingToken ? "Request is missing Authentication Token" : error.Message);

    public static Task SendTooLargeAsync(HttpContext context) => SendAsync(
        context, StatusCodes.Status413PayloadTooLarge, Common + "RequestEntityTooLargeException", "message", "Request size exceeded the limit");

    public static Task SendNoServerAsync(HttpContext context) => SendAsync(
        context, StatusCodes.Status500InternalServerError, "com.amazonaws.dynamodb.v20120810#InternalServerError", "message", "Internal server error");

    private static async Task SendAsync(HttpContext context, int statusCode, string type, string member, string message)
    {
        var body = ErrorJson.Of(("__type", type), (member, message));
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
