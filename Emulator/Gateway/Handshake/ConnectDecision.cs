namespace Chat.Emulator.Gateway.Handshake;

/// <summary>What a handshake comes to: a closed set.</summary>
internal abstract record ConnectDecision
{
    private ConnectDecision()
    {
    }

    /// <summary>101.</summary>
    /// <param name="Subprotocol">What the <c>$connect</c> integration chose; null: the 101 names none.</param>
    public sealed record Accept(string? Subprotocol) : ConnectDecision;

    /// <summary>A plain HTTP answer; no socket opens.</summary>
    /// <param name="ErrorType">Null when the status is the integration's own.</param>
    /// <param name="Why">In words, for the log and the console; clients aren't told.</param>
    public sealed record Refuse(int StatusCode, string? ErrorType, ReadOnlyMemory<byte> Body, string RequestId, string Why) : ConnectDecision;
}
