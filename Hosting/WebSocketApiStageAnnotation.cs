namespace Aspire.Hosting.ApplicationModel;

/// <summary>The stage of a WebSocket API that references name.</summary>
public sealed record WebSocketApiStageAnnotation(string StageName) : IResourceAnnotation;
