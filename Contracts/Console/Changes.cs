namespace Chat.Contracts.Console;

/// <summary>What became of a frame that was sent to clients.</summary>
/// <param name="Refused">Clients that couldn't take it.</param>
public sealed record SentView(int Sent, int Refused, string MessageId);

/// <summary>How many connections were closed.</summary>
public sealed record ClosedView(int Closed);

/// <summary>How many rows were deleted.</summary>
public sealed record ClearedView(int Deleted);

/// <summary>What became of an invocation: the answer is 200 whatever the function made of the event.</summary>
/// <param name="Outcome">One of <see cref="InvocationOutcomes"/>.</param>
/// <param name="Text">The function's answer, or its error.</param>
public sealed record InvokedView(string Outcome, string MessageId, double DurationMs, string? ErrorType, string? Text);

/// <summary>Every answer that isn't a success.</summary>
public sealed record ErrorView(string Message);
