using System.Diagnostics.CodeAnalysis;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;

namespace Amazon.ApiGatewayManagementApi;

/// <summary>The @connections API of a deployed WebSocket API.</summary>
public interface IAmazonApiGatewayManagementApi : IAmazonService, IDisposable
{
    Task<DeleteConnectionResponse> DeleteConnectionAsync(DeleteConnectionRequest request, CancellationToken cancellationToken = default);

    Task<GetConnectionResponse> GetConnectionAsync(GetConnectionRequest request, CancellationToken cancellationToken = default);

    Task<PostToConnectionResponse> PostToConnectionAsync(PostToConnectionRequest request, CancellationToken cancellationToken = default);

    // Without them the interface is no type argument: Func<string, IAmazonApiGatewayManagementApi> does not compile.
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonApiGatewayManagementApiConfig();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Of the contract: this client needs no reflection.")]
    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) => awsCredentials is null
        ? new AmazonApiGatewayManagementApiClient((AmazonApiGatewayManagementApiConfig)clientConfig)
        : new AmazonApiGatewayManagementApiClient(awsCredentials, (AmazonApiGatewayManagementApiConfig)clientConfig);
}
