using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>A success without content.</summary>
internal sealed class EmptyResponseUnmarshaller<TResponse> : ConnectionUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public static readonly EmptyResponseUnmarshaller<TResponse> Instance = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new TResponse();
}
