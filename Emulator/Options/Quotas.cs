namespace Chat.Emulator.Options;

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

    /// <summary>A mapping template, in characters.</summary>
    public const int MaxMappingTemplateLength = 300 * 1024;

    /// <summary>An authorizer's answer, in bytes. Larger: the handshake is answered with 500.</summary>
    public const int MaxAuthorizerResultBytes = 8 * 1024;

    /// <summary>Requests a second of the account in a region, over all APIs: connects, messages and calls of <c>@connections</c>.</summary>
    public const int AccountRate = 10_000;

    /// <summary>Requests that the account may make at once.</summary>
    public const int AccountBurst = 5_000;

    /// <summary>New connections a second of the account in a region.</summary>
    public const int NewConnectionRate = 500;

    /// <summary>How long an authorizer may take: as long as an integration at most.</summary>
    public static readonly TimeSpan AuthorizerTimeout = TimeSpan.FromSeconds(29);

    /// <summary>Without a data message in either direction: close 1001.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The life of a connection, busy or not: close 1001.</summary>
    public static readonly TimeSpan MaxConnectionDuration = TimeSpan.FromHours(2);
}
