using Amazon.Runtime;

namespace Amazon.ApiGatewayManagementApi.Model;

/// <summary>The message was accepted, which does not mean that it arrived.</summary>
public class PostToConnectionResponse : AmazonWebServiceResponse;
