namespace Chat.Emulator.Recording;

/// <summary>What the gateway tells of its clients' sessions: a closed set. Texts are whole, and secrets are in them.</summary>
internal abstract record SessionEvent
{
    private SessionEvent()
    {
    }

    /// <summary>A handshake has a connection, and nobody has been asked yet.</summary>
    /// <param name="Query">As it stands in the URL, without the question mark.</param>
    /// <param name="RequestId">Of the <c>$connect</c> event.</param>
    public sealed record Handshake(
        string ConnectionId, string ApiId, string StageName, string Query, IReadOnlyDictionary<string, string> Headers, string RequestId) : SessionEvent;

    public sealed record Opened(string ConnectionId, string? Subprotocol) : SessionEvent;

    public sealed record Refused(string ConnectionId, int Status, string? ErrorType) : SessionEvent;

    /// <param name="RequestId">Of the message's event.</param>
    public sealed record FrameIn(string ConnectionId, string RequestId, string Text) : SessionEvent;

    /// <param name="RequestId">Of the event that it comes from. Null when that isn't known.</param>
    public sealed record FrameOut(string ConnectionId, string? RequestId, string Text) : SessionEvent;

    public sealed record Closed(string ConnectionId, string By, int Code, string Reason) : SessionEvent;

    /// <summary><c>$disconnect</c> begins.</summary>
    /// <param name="RequestId">Of its event. Null: there is no such route, and this is all.</param>
    public sealed record Leaving(string ConnectionId, string? RequestId) : SessionEvent;

    /// <summary>The integration of a message, or of <c>$disconnect</c>, is through.</summary>
    public sealed record Done(string RequestId) : SessionEvent;

    /// <summary>What comes of this event is no client's doing: the console sends.</summary>
    public sealed record Elsewhere(string RequestId) : SessionEvent;
}
