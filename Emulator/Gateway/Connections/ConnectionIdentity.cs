namespace Chat.Emulator.Gateway.Connections;

/// <summary>Who a client is, from its handshake: <c>identity</c> in events and in GET <c>@connections</c>.</summary>
/// <param name="UserAgent">Null when the client sent none.</param>
internal sealed record ConnectionIdentity(string SourceIp, string? UserAgent);
