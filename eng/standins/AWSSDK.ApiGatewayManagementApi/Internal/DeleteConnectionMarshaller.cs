using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>DeleteConnection as HTTP.</summary>
internal sealed class DeleteConnectionMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly DeleteConnectionMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input) =>
        ConnectionRequest.Create(input, "DELETE", ((DeleteConnectionRequest)input).ConnectionId);
}
