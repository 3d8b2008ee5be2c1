namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where the tables of a WebSocket API are, when its emulator doesn't serve them: an endpoint, or, with none, AWS itself.</summary>
public sealed record WebSocketApiTablesAnnotation(EndpointReference? Endpoint) : IResourceAnnotation;
