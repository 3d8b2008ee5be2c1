using Amazon.Runtime;

namespace Amazon.ApiGatewayManagementApi.Model;

/// <summary>The connection is being closed.</summary>
public class DeleteConnectionResponse : AmazonWebServiceResponse;
