namespace Chat.Emulator.Options;

/// <summary>What can strike: the name in metrics and logs, and a sequence of its own to draw from.</summary>
internal enum Fault
{
    PostLatency,
    PostThrottled,
    PostFailed,
    PostReordered,
    PostAnswerLost,
    MessageReordered,
    DisconnectLost,
    InvocationLatency,
    InvocationFailed,
    InvocationTimedOut,
    HandshakeLatency,
}
