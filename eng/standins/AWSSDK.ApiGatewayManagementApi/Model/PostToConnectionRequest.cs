namespace Amazon.ApiGatewayManagementApi.Model;

/// <summary>Send one message to one connection.</summary>
public class PostToConnectionRequest : AmazonApiGatewayManagementApiRequest
{
    public string? ConnectionId { get; set; }

    public MemoryStream? Data { get; set; }
}
