namespace Aspire.Hosting.ApplicationModel;

/// <summary>A function of a WebSocket API that runs as a resource of its own, instead of as a process of the emulator's.</summary>
public sealed record WebSocketApiFunctionAnnotation(string FunctionName, IResource Function) : IResourceAnnotation
{
    /// <summary>Where it is invoked. Null: it polls the emulator for its events.</summary>
    public EndpointReference? InvokeEndpoint { get; init; }
}
