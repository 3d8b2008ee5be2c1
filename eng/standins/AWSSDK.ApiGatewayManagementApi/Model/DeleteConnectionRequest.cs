namespace Amazon.ApiGatewayManagementApi.Model;

/// <summary>Delete one connection.</summary>
public class DeleteConnectionRequest : AmazonApiGatewayManagementApiRequest
{
    public string? ConnectionId { get; set; }
}
