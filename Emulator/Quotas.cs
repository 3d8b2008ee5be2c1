namespace Chat.Emulator;

/// <summary>
/// API Gateway's quotas for WebSocket APIs.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
/// </summary>
internal static class Quotas
{
    /// <summary>A frame from the client, in bytes of payload. Larger: close 1009.</summary>
    public const int MaxFrameBytes = 32 * 1024;

    /// <summary>A message either way, all of its fragments, in bytes. Larger: close 1009, or 413 at <c>@connections</c>.</summary>
    public const int MaxMessageBytes = 128 * 1024;

    /// <summary>The request target of a handshake, in characters.</summary>
    public const int MaxUrlLength = 4096;

    /// <summary>Without a data message in either direction: close 1001.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The life of a connection, busy or not: close 1001.</summary>
    public static readonly TimeSpan MaxConnectionDuration = TimeSpan.FromHours(2);
}
