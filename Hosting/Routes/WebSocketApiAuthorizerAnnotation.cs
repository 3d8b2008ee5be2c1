using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The function that decides who may connect to a WebSocket API whose routes are given in the AppHost.</summary>
public sealed record WebSocketApiAuthorizerAnnotation(string FunctionName, ImmutableArray<string> IdentitySources) : IResourceAnnotation;
