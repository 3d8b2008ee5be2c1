using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>GetConnection as HTTP.</summary>
internal sealed class GetConnectionMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly GetConnectionMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input) =>
        ConnectionRequest.Create(input, "GET", ((GetConnectionRequest)input).ConnectionId);
}
