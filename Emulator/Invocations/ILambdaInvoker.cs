using System.Diagnostics;
using Chat.Emulator.Template;
using Chat.ServiceDefaults;

namespace Chat.Emulator.Invocations;

/// <summary>Runs a function. The seam between the gateway's stages and <c>Lambda/</c>; tests stand a stub behind it.</summary>
internal interface ILambdaInvoker
{
    /// <summary>
    /// Invokes synchronously and returns what became of it; never throws for what a function does. Cancelling stops the waiting,
    /// not the function: as on AWS it runs on to its own timeout.
    /// </summary>
    ValueTask<InvocationOutcome> InvokeAsync(LambdaInvocation invocation, CancellationToken cancellationToken);

    /// <summary>
    /// The function to which a session token was given, if that environment of it has no event now: on AWS it is frozen then. Null for
    /// environments that are at work, or have not come up yet, and for tokens of nobody here.
    /// </summary>
    string? FindFrozen(string sessionToken) => null;

    /// <summary>True while somebody debugs the function: then nobody gives up waiting for it. Asked only when time is over.</summary>
    bool IsBeingDebugged(string functionName) => false;

    /// <summary>How the function's events are repeated and given up for which nobody waits.</summary>
    AsyncSettings AsyncSettingsOf(string functionName) => AsyncSettings.Default;

    /// <summary>The invocation that the environment with that session token has now.</summary>
    InvocationCause FindCause(string sessionToken) => default;
}

/// <summary>A call of a function.</summary>
/// <param name="FunctionName">The function's name, as in the template.</param>
/// <param name="Payload">The event, UTF-8 JSON. Owned by the invocation until the outcome is there.</param>
/// <param name="TraceId">The X-Ray header, such as <c>Root=1-5759e988-bd862e3fe1be46a994272793</c>, or null.</param>
/// <param name="MessageId">The event's own <c>requestId</c>, where it comes from the gateway.</param>
internal record LambdaInvocation(string FunctionName, ReadOnlyMemory<byte> Payload, string? TraceId = null, string? MessageId = null)
{
    /// <inheritdoc cref="LambdaInvocation(string, ReadOnlyMemory{byte}, string?, string?)"/>
    /// <remarks>Callers name it, over the network too; one that no runtime could be sent counts as none.</remarks>
    public string? TraceId { get; init; } = TraceId is not null && XRayTraceHeader.IsUsable(TraceId) ? TraceId : null;

    /// <summary>The invocation's span, which gets the request's id. Null while nobody listens.</summary>
    public Activity? Span { get; init; }
}
