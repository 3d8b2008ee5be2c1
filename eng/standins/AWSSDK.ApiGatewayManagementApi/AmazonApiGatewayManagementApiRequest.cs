using Amazon.Runtime;

namespace Amazon.ApiGatewayManagementApi;

/// <summary>What the requests of this service have in common.</summary>
public class AmazonApiGatewayManagementApiRequest : AmazonWebServiceRequest;
