namespace Amazon.Lambda.APIGatewayEvents;

#pragma warning disable CA1710 // The official name.
/// <summary>What an authorizer added to the event: <c>event.requestContext.authorizer</c>.</summary>
public class APIGatewayCustomAuthorizerContext : Dictionary<string, object>;

/// <summary>What an authorizer adds to the events of the connection: texts, numbers and flags.</summary>
public class APIGatewayCustomAuthorizerContextOutput : Dictionary<string, object>;
#pragma warning restore CA1710
