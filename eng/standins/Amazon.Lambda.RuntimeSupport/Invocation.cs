namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What the headers of <c>/runtime/invocation/next</c> say about the event in its body.</summary>
/// <param name="ClientContext">JSON, from AWS's SDKs for mobile devices alone; so is <paramref name="CognitoIdentity"/>.</param>
internal sealed record Invocation(
    string RequestId, DateTimeOffset Deadline, string? TraceId, string? FunctionArn, string? ClientContext, string? CognitoIdentity);
