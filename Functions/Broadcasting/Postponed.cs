namespace Chat.Functions.Broadcasting;

/// <summary>A connection that has not got the text yet, and why.</summary>
internal readonly record struct Postponed(string ConnectionId, string Reason);
