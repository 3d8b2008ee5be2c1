using Amazon.ApiGatewayManagementApi.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.ApiGatewayManagementApi;

/// <summary>Settings of the client; ServiceURL is the stage's callback URL, <c>https://{api}/{stage}</c>.</summary>
public class AmazonApiGatewayManagementApiConfig : ClientConfig
{
    private static readonly DefaultConfigurationProvider Defaults = new(
    [
        new DefaultConfiguration
        {
            Name = DefaultConfigurationMode.Standard,
            RetryMode = RequestRetryMode.Standard,
            ConnectTimeout = TimeSpan.FromSeconds(3.1),
            TlsNegotiationTimeout = TimeSpan.FromSeconds(3.1),
        },
    ]);

    public AmazonApiGatewayManagementApiConfig()
        : base(Defaults)
    {
        // The service id names the variable that sets the endpoint: AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI.
        base.ServiceId = "ApiGatewayManagementApi";
        AuthenticationServiceName = "execute-api";
        EndpointProvider = ServiceUrlProvider.Instance;
    }

    public override string RegionEndpointServiceName => "execute-api";

    public override string ServiceVersion => "2018-11-29";

    public override string UserAgent => "chat-standin/ApiGatewayManagementApi";

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);
}
