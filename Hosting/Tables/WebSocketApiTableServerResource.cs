namespace Aspire.Hosting.ApplicationModel;

/// <summary>The DynamoDB server of a WebSocket API's tables, as a resource of its own.</summary>
/// <param name="folder">Where its program is installed.</param>
public sealed class WebSocketApiTableServerResource(string name, string folder) : ExecutableResource(name, "node", folder)
{
    internal const string PrimaryEndpointName = "http";

    private EndpointReference? _primaryEndpoint;

    /// <summary>For <c>AWS_ENDPOINT_URL_DYNAMODB</c> of tools: unlike the functions' own, nothing is checked there.</summary>
    public EndpointReference PrimaryEndpoint => _primaryEndpoint ??= new(this, PrimaryEndpointName);
}
