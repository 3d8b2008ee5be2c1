namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What the headers of <c>/runtime/invocation/next</c> say about the event in its body.</summary>
internal sealed record Invocation(string RequestId, DateTimeOffset Deadline, string? TraceId);
