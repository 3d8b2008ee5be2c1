namespace Chat.Emulator.Options;

/// <summary>What can strike: the name in metrics and logs, and a sequence of its own to draw from.</summary>
internal enum Fault
{
    PostLatency,
    PostThrottled,
    PostFailed,
    PostReordered,
    MessageReordered,
    DisconnectLost,
    InvocationLatency,
    InvocationFailed,
    InvocationTimedOut,
    HandshakeLatency,
}
