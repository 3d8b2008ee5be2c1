using System.Text;
using Chat.Emulator.Connections;

namespace Chat.Emulator.Responses;

/// <summary>
/// The gateway's own messages to a client, with AWS's spacing to the byte:
/// <code>{"message": "Forbidden", "connectionId":"AbCdFfGhIjMCKlM=", "requestId":"AbCdIfGhIjMFKlM="}</code>
/// </summary>
internal static class ErrorFrame
{
    public const string Forbidden = "Forbidden";
    public const string InternalServerError = "Internal server error";
    public const string EndpointRequestTimedOut = "Endpoint request timed out";

    /// <param name="message">One of the above: nothing in it needs an escape.</param>
    public static byte[] Create(string message, ConnectionId connectionId, string requestId) =>
        Encoding.UTF8.GetBytes($$"""{"message": "{{message}}", "connectionId":"{{connectionId}}", "requestId":"{{requestId}}"}""");
}
