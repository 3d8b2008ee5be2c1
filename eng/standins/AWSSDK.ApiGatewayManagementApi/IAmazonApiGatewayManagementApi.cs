using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;

namespace Amazon.ApiGatewayManagementApi;

/// <summary>The @connections API of a deployed WebSocket API.</summary>
public interface IAmazonApiGatewayManagementApi : IAmazonService, IDisposable
{
    Task<DeleteConnectionResponse> DeleteConnectionAsync(DeleteConnectionRequest request, CancellationToken cancellationToken = default);

    Task<GetConnectionResponse> GetConnectionAsync(GetConnectionRequest request, CancellationToken cancellationToken = default);

    Task<PostToConnectionResponse> PostToConnectionAsync(PostToConnectionRequest request, CancellationToken cancellationToken = default);
}
