namespace Chat.Emulator.Gateway.Connections;

/// <summary>The next thing on a client's socket: a closed set.</summary>
internal abstract record Inbound
{
    private Inbound()
    {
    }

    public sealed record Received(InboundMessage Message) : Inbound;

    public sealed record Ping(ReadOnlyMemory<byte> Payload) : Inbound;

    /// <summary>The client's Close frame.</summary>
    public sealed record Closed(CloseReason Reason) : Inbound;

    /// <summary>A frame or message that ends the connection.</summary>
    public sealed record Violation(CloseReason Reason) : Inbound;

    /// <summary>The socket ended without a Close.</summary>
    public sealed record End : Inbound;

    /// <summary>The gateway itself wants the connection closed.</summary>
    public sealed record Interrupted : Inbound;
}
