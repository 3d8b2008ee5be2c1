namespace Aspire.Hosting.ApplicationModel;

/// <summary>A route of a WebSocket API, given in the AppHost, and the function it invokes.</summary>
public sealed record WebSocketApiRouteAnnotation(string RouteKey, string FunctionName) : IResourceAnnotation;
