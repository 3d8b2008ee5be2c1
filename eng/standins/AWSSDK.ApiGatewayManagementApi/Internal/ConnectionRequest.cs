using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>The request line that all three operations share: <c>{verb} {ServiceURL}/@connections/{connectionId}</c>.</summary>
internal static class ConnectionRequest
{
    private const string ServiceName = "Amazon.ApiGatewayManagementApi";

    public static DefaultRequest Create(AmazonWebServiceRequest request, string verb, string? connectionId)
    {
        if (string.IsNullOrEmpty(connectionId))
        {
            throw new AmazonApiGatewayManagementApiException(
                "ConnectionId is not set", null, ErrorType.Sender, null, null, default);
        }

        var marshalled = new DefaultRequest(request, ServiceName)
        {
            HttpMethod = verb,
            ResourcePath = "/@connections/{ConnectionId}",
        };
        marshalled.AddPathResource("{ConnectionId}", connectionId);
        return marshalled;
    }
}
