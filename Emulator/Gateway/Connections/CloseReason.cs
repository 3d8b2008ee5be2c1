namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Why a connection ends: the code and the reason of the <c>$disconnect</c> event, and of the Close frame where the gateway sends one.
/// Reasons AWS documents nowhere are empty.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-overview.html
/// </summary>
/// <param name="Code">Code of the event. 1005 and 1006 stand for "none" and never travel in a frame.</param>
/// <param name="Reason">Reason of the event.</param>
/// <param name="EndedBy">Who ended the connection.</param>
internal sealed record CloseReason(int Code, string Reason, EndedBy EndedBy)
{
    public const int NoStatus = 1005;

    private const string NoStatusReason = "Client-side close frame status not set";

    /// <summary>What the code doesn't say, for the console; clients aren't told.</summary>
    public string? Why { get; init; }

    public static CloseReason Idle { get; } = new(1001, "Going away", EndedBy.Gateway) { Why = "it was idle for as long as it may be" };

    public static CloseReason MaxDuration { get; } = new(1001, "Going away", EndedBy.Gateway) { Why = "it was open for as long as it may be" };

    /// <summary>
    /// A stopping host goes away (RFC 6455, 7.4.1). AWS lists 1012 for restarts, but that promises a return, and clients that
    /// hold to RFC 6455 alone, .NET's among them, take the code for a protocol error.
    /// </summary>
    public static CloseReason HostStopping { get; } = new(1001, "Going away", EndedBy.Gateway) { Why = "the emulator stops" };

    public static CloseReason Deleted { get; } = new(1000, "Connection Closed Normally", EndedBy.Gateway);

    /// <summary>The stage is no more in the template. What AWS does then isn't documented.</summary>
    public static CloseReason StageDeleted { get; } = new(1001, "Going away", EndedBy.Gateway) { Why = "its stage is no more in the template" };

    public static CloseReason Binary { get; } = new(1003, "", EndedBy.Gateway) { Why = "the client sent a binary frame, and API Gateway takes text frames only" };

    public static CloseReason NotUtf8 { get; } = new(1007, "", EndedBy.Gateway) { Why = "the client sent text that isn't UTF-8" };

    /// <summary>A choice: AWS documents neither the rule nor the words. The code is the one for a client that doesn't keep to the rules.</summary>
    public static CloseReason SlowConsumer { get; } = new(1008, "Slow consumer", EndedBy.Gateway) { Why = "the client doesn't read what is sent to it" };

    /// <summary>Too many requests of this client.</summary>
    public static CloseReason TooManyRequests { get; } = new(1008, "", EndedBy.Gateway) { Why = "too many messages in a row were throttled" };

    public static CloseReason TooBig { get; } = new(1009, "", EndedBy.Gateway);

    public static CloseReason InternalError { get; } = new(1011, "", EndedBy.Gateway) { Why = "a bug of the emulator's: its log has it" };

    /// <summary>The frames can no longer be told apart, so what follows on the socket means nothing.</summary>
    public static CloseReason ProtocolError { get; } = new(1002, "", EndedBy.Gateway) { Why = "the client broke the WebSocket protocol" };

    /// <summary>The socket ended without a Close.</summary>
    public static CloseReason Dropped { get; } = new(1006, "", EndedBy.Network);

    public static CloseReason ClosedByClient(int? code, string reason) =>
        code is { } given ? new(given, reason, EndedBy.Client) : new(NoStatus, NoStatusReason, EndedBy.Client);
}

/// <summary>Who ended a connection.</summary>
internal enum EndedBy
{
    Client,
    Gateway,
    Network,
}
