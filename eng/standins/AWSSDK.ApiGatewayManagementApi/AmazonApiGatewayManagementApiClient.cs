using Amazon.ApiGatewayManagementApi.Internal;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.ApiGatewayManagementApi;

/// <summary>The @connections API over AWSSDK.Core's own pipeline: credentials, SigV4, retries, connection reuse are the SDK's.</summary>
public class AmazonApiGatewayManagementApiClient : AmazonServiceClient, IAmazonApiGatewayManagementApi
{
    public AmazonApiGatewayManagementApiClient(AmazonApiGatewayManagementApiConfig config)
        : base(config)
    {
    }

    public AmazonApiGatewayManagementApiClient(AWSCredentials credentials, AmazonApiGatewayManagementApiConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata => Internal.ServiceMetadata.Instance;

    public virtual Task<DeleteConnectionResponse> DeleteConnectionAsync(
        DeleteConnectionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DeleteConnectionResponse>(
            request, Options(DeleteConnectionMarshaller.Instance, EmptyResponseUnmarshaller<DeleteConnectionResponse>.Instance), cancellationToken);

    public virtual Task<GetConnectionResponse> GetConnectionAsync(
        GetConnectionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<GetConnectionResponse>(
            request, Options(GetConnectionMarshaller.Instance, GetConnectionUnmarshaller.Instance), cancellationToken);

    public virtual Task<PostToConnectionResponse> PostToConnectionAsync(
        PostToConnectionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<PostToConnectionResponse>(
            request, Options(PostToConnectionMarshaller.Instance, EmptyResponseUnmarshaller<PostToConnectionResponse>.Instance), cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new ServiceUrlResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4Resolver());
    }

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonApiGatewayManagementApiConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        awsCredentials is null
            ? new AmazonApiGatewayManagementApiClient((AmazonApiGatewayManagementApiConfig)clientConfig)
            : new AmazonApiGatewayManagementApiClient(awsCredentials, (AmazonApiGatewayManagementApiConfig)clientConfig);

    private static InvokeOptions Options(
        IMarshaller<IRequest, AmazonWebServiceRequest> marshaller, JsonResponseUnmarshaller unmarshaller) =>
        new() { RequestMarshaller = marshaller, ResponseUnmarshaller = unmarshaller };
}
