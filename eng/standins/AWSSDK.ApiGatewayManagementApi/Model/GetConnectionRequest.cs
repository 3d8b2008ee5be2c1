namespace Amazon.ApiGatewayManagementApi.Model;

/// <summary>Get one connection's state.</summary>
public class GetConnectionRequest : AmazonApiGatewayManagementApiRequest
{
    public string? ConnectionId { get; set; }
}
