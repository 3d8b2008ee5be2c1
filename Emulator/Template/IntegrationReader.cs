namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::ApiGatewayV2::Integration</c> of a WebSocket API, with its <c>IntegrationResponse</c>s.</summary>
internal sealed class IntegrationReader(InvocationUri uris, IEnumerable<Resource> integrationResponses)
{
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
    private const int MinTimeoutMilliseconds = 50;
    private const int MaxTimeoutMilliseconds = 29_000;

    private readonly ILookup<string, Resource> _responses =
        integrationResponses.ToLookup(response => response.Properties.Text("IntegrationId"), StringComparer.Ordinal);

    public RouteIntegration Read(Resource resource)
    {
        var properties = resource.Properties;
        if (properties.OneOf("ConnectionType", "INTERNET", "INTERNET", "VPC_LINK") == "VPC_LINK")
        {
            throw properties.At.Into("ConnectionType").Error("VPC_LINK isn't run here: there is no VPC. Name the backend's own address, with INTERNET.");
        }

        var type = properties.OneOf("IntegrationType", null, "AWS_PROXY", "AWS", "HTTP", "HTTP_PROXY", "MOCK");
        if (type != "AWS_PROXY")
        {
            return ReadMapped(resource, type);
        }

        properties.OneOf("IntegrationMethod", "POST", "POST");
        properties.OneOf("ContentHandlingStrategy", "CONVERT_TO_TEXT", "CONVERT_TO_TEXT");
        return new RouteIntegration.LambdaProxy(uris.FunctionName(properties.Text("IntegrationUri"), properties.At.Into("IntegrationUri")))
        {
            CredentialsArn = resource.Properties.OptionalText("CredentialsArn"),
            Timeout = Timeout(properties),
        };
    }

    private static TimeSpan Timeout(Properties properties) => TimeSpan.FromMilliseconds(
        properties.Integer("TimeoutInMillis", MaxTimeoutMilliseconds, MinTimeoutMilliseconds, MaxTimeoutMilliseconds));

    private RouteIntegration.Mapped ReadMapped(Resource resource, string type)
    {
        var properties = resource.Properties;
        RouteIntegration.Mapped integration = type switch
        {
            "MOCK" => new RouteIntegration.Mock { Timeout = Timeout(properties) },
            "AWS" => ReadService(properties),
            _ => new RouteIntegration.Http(Method(properties), Address(properties), type == "HTTP_PROXY") { Timeout = Timeout(properties) },
        };
        return integration with
        {
            CredentialsArn = Credentials(properties),
            Request = MappingReader.Request(properties, isHttp: integration is RouteIntegration.Http),
            Responses = MappingReader.Responses(_responses[resource.Ref]),
        };
    }

    private RouteIntegration.Mapped ReadService(Properties properties)
    {
        var at = properties.At.Into("IntegrationUri");
        var uri = properties.Text("IntegrationUri");
        properties.OneOf("IntegrationMethod", "POST", "POST");
        if (uri.Contains(":lambda:path/", StringComparison.Ordinal))
        {
            return new RouteIntegration.Lambda(uris.FunctionName(uri, at)) { Timeout = Timeout(properties) };
        }

        // arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem
        if (uri.Split(':', 6) is not ["arn", _, "apigateway", _, var service, var call])
        {
            throw at.Error($"must be arn:aws:apigateway:REGION:SERVICE:action/ACTION, not '{uri}'.");
        }

        if (service != "dynamodb" || !call.StartsWith("action/", StringComparison.Ordinal) || call.Length == "action/".Length)
        {
            throw at.Error($"{service}:{call} isn't run here: of AWS's services Lambda (lambda:path/…) and DynamoDB (dynamodb:action/…) are.");
        }

        _ = properties.OptionalText("CredentialsArn")
            ?? throw properties.At.Into("CredentialsArn").Error("is required: API Gateway calls DynamoDB as a role.");
        return new RouteIntegration.TableAction(call["action/".Length..]) { Timeout = Timeout(properties) };
    }

    private static string? Credentials(Properties properties)
    {
        var arn = properties.OptionalText("CredentialsArn");
        return arn?.EndsWith(":user/*", StringComparison.Ordinal) == true
            ? throw properties.At.Into("CredentialsArn").Error("the caller's own credentials aren't known here: name a role.")
            : arn;
    }

    private static string Method(Properties properties) =>
        properties.OneOf("IntegrationMethod", null, "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    private static string Address(Properties properties)
    {
        var uri = properties.Text("IntegrationUri");
        return uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || uri.StartsWith("${stageVariables.", StringComparison.Ordinal)
                ? uri
                : throw properties.At.Into("IntegrationUri").Error($"must be an http:// or https:// address, not '{uri}'.");
    }
}
