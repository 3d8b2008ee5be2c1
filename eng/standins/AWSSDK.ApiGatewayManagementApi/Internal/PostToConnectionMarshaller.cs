using System.Globalization;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>PostToConnection as HTTP: the message is the body, raw.</summary>
internal sealed class PostToConnectionMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly PostToConnectionMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var post = (PostToConnectionRequest)input;
        var request = ConnectionRequest.Create(input, "POST", post.ConnectionId);
        var data = post.Data ?? new MemoryStream();
        request.ContentStream = data;
        request.Headers["Content-Type"] = "application/octet-stream";
        request.Headers["Content-Length"] = data.Length.ToString(CultureInfo.InvariantCulture);
        return request;
    }
}
