using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>Hands the configured endpoint, stage path included, to the pipeline.</summary>
internal sealed class ServiceUrlResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;
        var parameters = new Parameters();
        parameters["Endpoint"] = config.ServiceURL;
        parameters["Region"] = config.AuthenticationRegion ?? config.RegionEndpoint?.SystemName;
        return parameters;
    }

    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters)
    {
    }

    private sealed class Parameters : EndpointParameters;
}
