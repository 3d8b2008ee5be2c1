using System.Text;
using System.Text.Json;

namespace Chat.Functions.Messages;

/// <summary>What a client sent: <c>{"action":"sendMessage","message":"hello from terminal1"}</c>, taken or not.</summary>
internal abstract record ClientMessage
{
    /// <summary>
    /// What @connections takes in one post, in bytes: 128 KB. API Gateway accepts no larger frame from a client either, but not
    /// every event comes from there, and one post too large would fail for every recipient.
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
    /// </summary>
    internal const int MaxBytes = 128 * 1024;

    // Refuses half of a surrogate pair instead of sending U+FFFD in its place.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ClientMessage()
    {
    }

    public static ClientMessage Parse(string? body)
    {
        try
        {
            using var json = JsonDocument.Parse(body ?? "");
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("message", out var message))
            {
                return new Rejected("message is missing");
            }

            if (message.ValueKind != JsonValueKind.String)
            {
                return new Rejected("message must be a string");
            }

            // GetString throws InvalidOperationException for "\ud800", half of a surrogate pair.
            var text = StrictUtf8.GetBytes(message.GetString()!);
            return text.Length switch
            {
                0 => new Rejected("message is empty"),
                > MaxBytes => new Rejected($"message is longer than {MaxBytes} bytes of UTF-8"),
                _ => new Accepted(text),
            };
        }
        catch (JsonException)
        {
            return new Rejected("the frame is not valid JSON");
        }
        catch (Exception e) when (e is InvalidOperationException or EncoderFallbackException)
        {
            return new Rejected("message is not valid Unicode text");
        }
    }

    /// <summary>The bytes that every recipient gets, as they are.</summary>
    internal sealed record Accepted(byte[] Text) : ClientMessage;

    /// <summary>The sender is told why, and nobody else hears of it.</summary>
    internal sealed record Rejected(string Reason) : ClientMessage;
}
