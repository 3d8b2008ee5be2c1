namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>The event of a Lambda proxy integration; property names are matched regardless of case.</summary>
public class APIGatewayProxyRequest
{
    public string? Resource { get; set; }

    public string? Path { get; set; }

    public string? HttpMethod { get; set; }

    public IDictionary<string, string>? Headers { get; set; }

    public IDictionary<string, IList<string>>? MultiValueHeaders { get; set; }

    public IDictionary<string, string>? QueryStringParameters { get; set; }

    public IDictionary<string, IList<string>>? MultiValueQueryStringParameters { get; set; }

    public IDictionary<string, string>? PathParameters { get; set; }

    public IDictionary<string, string>? StageVariables { get; set; }

    public ProxyRequestContext? RequestContext { get; set; }

    public string? Body { get; set; }

    public bool IsBase64Encoded { get; set; }

#pragma warning disable CA1034 // Nested and visible, as in the official package.
    /// <summary>Who sent the event, through which API and stage.</summary>
    public class ProxyRequestContext
    {
        public string? Path { get; set; }

        public string? AccountId { get; set; }

        public string? ResourceId { get; set; }

        public string? Stage { get; set; }

        public string? RequestId { get; set; }

        public RequestIdentity? Identity { get; set; }

        public string? ResourcePath { get; set; }

        public string? HttpMethod { get; set; }

        public string? ApiId { get; set; }

        public string? ExtendedRequestId { get; set; }

        public string? ConnectionId { get; set; }

        public long ConnectedAt { get; set; }

        public string? DomainName { get; set; }

        public string? DomainPrefix { get; set; }

        public string? EventType { get; set; }

        public string? MessageId { get; set; }

        public string? RouteKey { get; set; }

        public APIGatewayCustomAuthorizerContext? Authorizer { get; set; }

        public string? OperationName { get; set; }

        public string? IntegrationLatency { get; set; }

        public string? MessageDirection { get; set; }

        public string? RequestTime { get; set; }

        public long RequestTimeEpoch { get; set; }

        public string? Status { get; set; }
    }

    /// <summary>The client, as far as API Gateway knows it.</summary>
    public class RequestIdentity
    {
        public string? CognitoIdentityPoolId { get; set; }

        public string? AccountId { get; set; }

        public string? CognitoIdentityId { get; set; }

        public string? Caller { get; set; }

        public string? ApiKey { get; set; }

        public string? ApiKeyId { get; set; }

        public string? AccessKey { get; set; }

        public string? SourceIp { get; set; }

        public string? CognitoAuthenticationType { get; set; }

        public string? CognitoAuthenticationProvider { get; set; }

        public string? UserArn { get; set; }

        public string? UserAgent { get; set; }

        public string? User { get; set; }
    }
#pragma warning restore CA1034
}
