namespace Chat.Functions.Broadcasting;

/// <summary>A connection that has not got the text yet, and why.</summary>
/// <param name="IsThrottled">True when it answered, and took nothing: it may be one that never will.</param>
internal readonly record struct Postponed(string ConnectionId, string Reason, bool IsThrottled = false);
