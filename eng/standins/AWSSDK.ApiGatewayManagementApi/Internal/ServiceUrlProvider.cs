using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>The configured endpoint, as it is; there is no default, for each API and stage has a host and path of its own.</summary>
internal sealed class ServiceUrlProvider : IEndpointProvider
{
    public static readonly ServiceUrlProvider Instance = new();

    public Endpoint ResolveEndpoint(EndpointParameters parameters) =>
        parameters["Endpoint"] is string { Length: > 0 } url
            ? new Endpoint(url)
            : throw new AmazonClientException(
                "no endpoint: set ServiceURL to https://{api}/{stage}, or AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI");
}
