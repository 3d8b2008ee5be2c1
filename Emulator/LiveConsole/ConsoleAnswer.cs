using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chat.Contracts.Console;

namespace Chat.Emulator.LiveConsole;

/// <summary>The API's answers: JSON, errors as <c>{"message":"…"}</c>.</summary>
internal static class ConsoleAnswer
{
    public static Task SendAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int statusCode = StatusCodes.Status200OK)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static Task SendErrorAsync(HttpContext context, int statusCode, string message) =>
        SendAsync(context, new ErrorView(message), ConsoleJson.Default.ErrorView, statusCode);

    public static Task SendNotFoundAsync(HttpContext context, string what) =>
        SendErrorAsync(context, StatusCodes.Status404NotFound, $"There is no {what}.");
}
