namespace Aspire.Hosting.ApplicationModel;

/// <summary>The route selection expression of a WebSocket API whose routes are given in the AppHost.</summary>
public sealed record WebSocketApiRouteSelectionExpressionAnnotation(string Expression) : IResourceAnnotation;
