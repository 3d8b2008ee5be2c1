using Amazon.Runtime;

namespace Amazon.ApiGatewayManagementApi.Model;

/// <summary>The state of one connection.</summary>
public class GetConnectionResponse : AmazonWebServiceResponse
{
    public DateTime? ConnectedAt { get; set; }

    public Identity? Identity { get; set; }

    public DateTime? LastActiveAt { get; set; }
}
