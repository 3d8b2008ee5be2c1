namespace Aspire.Hosting.ApplicationModel;

/// <summary>A function of a WebSocket API that runs as a resource of its own, instead of as a process of the emulator's.</summary>
public sealed record WebSocketApiFunctionAnnotation(string FunctionName, IResource Function) : IResourceAnnotation;
