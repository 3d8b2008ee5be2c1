namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>What a Lambda authorizer has said, by name.</summary>
public class APIGatewayCustomAuthorizerContext : Dictionary<string, object>
{
}
