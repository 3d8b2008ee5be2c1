namespace Chat.Benchmarks.Load;

/// <summary>The server answered the upgrade with something else than 101.</summary>
internal sealed class HandshakeRefusedException(string statusLine) : IOException($"The server refused the handshake: {statusLine}")
{
    /// <summary>True for what a later attempt may get over: throttling, or a server that is too busy.</summary>
    public bool IsTransient { get; } = statusLine.Contains(" 429", StringComparison.Ordinal) || statusLine.Contains(" 50", StringComparison.Ordinal);
}
