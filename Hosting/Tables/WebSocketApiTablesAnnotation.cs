namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where the tables of a WebSocket API are, when its emulator doesn't serve them: an endpoint of the map, an address, or, with neither, AWS itself.</summary>
public sealed record WebSocketApiTablesAnnotation(EndpointReference? Endpoint) : IResourceAnnotation
{
    /// <summary>Of a server that nobody here starts.</summary>
    public Uri? Address { get; init; }
}
