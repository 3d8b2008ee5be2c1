namespace Aspire.Hosting.ApplicationModel;

/// <summary>The clients of a WebSocket API, as a row in the dashboard whose state is their number: nothing that starts or stops.</summary>
public sealed class WebSocketApiConnectionsResource(string name, WebSocketApiEmulatorResource api) : Resource(name), IResourceWithParent<WebSocketApiEmulatorResource>
{
    /// <summary>The API that they are connected to.</summary>
    public WebSocketApiEmulatorResource Parent { get; } = api;
}
