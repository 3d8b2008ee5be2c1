namespace Chat.Emulator.Invocations;

/// <summary>The invocation in whose time somebody calls <c>@connections</c>, known by the session token of its environment.</summary>
/// <param name="MessageId">The <c>requestId</c> of the event that the function has. Null when it isn't known who calls, or has no event.</param>
internal readonly record struct InvocationCause(string? MessageId, string? RequestId, string? Function, string? Environment);
