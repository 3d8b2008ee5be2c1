using System.Text;
using Chat.Emulator.Gateway.Connections;

namespace Chat.Emulator.Gateway.Messages.Responses;

/// <summary>
/// The gateway's own messages to a client, with AWS's spacing to the byte:
/// <code>{"message": "Forbidden", "connectionId":"AbCdFfGhIjMCKlM=", "requestId":"AbCdIfGhIjMFKlM="}</code>
/// </summary>
internal static class ErrorFrame
{
    public const string Forbidden = "Forbidden";
    public const string TooManyRequests = "Too Many Requests";
    public const string InternalServerError = "Internal server error";
    public const string EndpointRequestTimedOut = "Endpoint request timed out";

    /// <summary>AWS documents no text for it here; in REST APIs it is this one.</summary>
    public const string UnsupportedMediaType = "Unsupported Media Type";

    /// <param name="message">One of the above: nothing in it needs an escape.</param>
    public static byte[] Create(string message, ConnectionId connectionId, string requestId) =>
        Encoding.UTF8.GetBytes($$"""{"message": "{{message}}", "connectionId":"{{connectionId}}", "requestId":"{{requestId}}"}""");

    /// <summary>
    /// For a message that its model refuses. AWS's documentation shows the members, the <c>messageId</c> among them; the spacing is that of
    /// the other frames.
    /// </summary>
    public static byte[] CreateBadRequestBody(ConnectionId connectionId, string messageId) =>
        Encoding.UTF8.GetBytes($$"""{"message": "Bad request body", "connectionId":"{{connectionId}}", "messageId":"{{messageId}}"}""");
}
