namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>The event of a Lambda proxy integration; property names are matched regardless of case.</summary>
public class APIGatewayProxyRequest
{
    public ProxyRequestContext? RequestContext { get; set; }

#pragma warning disable CA2227 // Settable, as in the official package.
    public IDictionary<string, string>? Headers { get; set; }

    public IDictionary<string, string>? QueryStringParameters { get; set; }
#pragma warning restore CA2227

    public string? Body { get; set; }

#pragma warning disable CA1034 // Nested and visible, as in the official package.
    /// <summary>Who sent the event, through which API and stage.</summary>
    public class ProxyRequestContext
    {
        public string? Stage { get; set; }

        public string? RequestId { get; set; }

        public string? ConnectionId { get; set; }

        public string? DomainName { get; set; }

        public string? EventType { get; set; }

#pragma warning disable CA2227 // Settable, as in the official package.
        public APIGatewayCustomAuthorizerContext? Authorizer { get; set; }
#pragma warning restore CA2227
    }
#pragma warning restore CA1034
}
