namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::ApiGatewayV2::Integration</c> of a WebSocket API, with its <c>IntegrationResponse</c>s.</summary>
internal sealed class IntegrationReader(InvocationUri uris, BackendAddresses backends, IEnumerable<Resource> integrationResponses)
{
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
    private const int MinTimeoutMilliseconds = 50;
    private const int MaxTimeoutMilliseconds = 29_000;

    private readonly ILookup<string, Resource> _responses =
        integrationResponses.ToLookup(response => response.Properties.Text("IntegrationId"), StringComparer.Ordinal);

    public RouteIntegration Read(Resource resource)
    {
        var properties = resource.Properties;
        properties.OneOf("ConnectionType", "INTERNET", "INTERNET", "VPC_LINK");
        var type = properties.OneOf("IntegrationType", null, "AWS_PROXY", "AWS", "HTTP", "HTTP_PROXY", "MOCK");
        if (type != "AWS_PROXY")
        {
            return ReadMapped(resource, type);
        }

        properties.OneOf("IntegrationMethod", "POST", "POST");
        properties.OneOf("ContentHandlingStrategy", "CONVERT_TO_TEXT", "CONVERT_TO_TEXT", "CONVERT_TO_BINARY");
        var function = InvocationUri.FunctionNameOfIntegration(properties.Text("IntegrationUri"), properties.At.Into("IntegrationUri"));
        return uris.Runs(function)
            ? new RouteIntegration.LambdaProxy(function) { CredentialsArn = resource.Properties.OptionalText("CredentialsArn"), Timeout = Timeout(properties) }
            : Unavailable(resource, "IntegrationUri", $"the function {function} isn't one that runs here");
    }

    private static RouteIntegration.Unavailable Unavailable(Resource resource, string property, string reason)
    {
        resource.Notes.Add(resource.At.Into(property).Message($"{reason}, so the routes of this integration fail."));
        return new RouteIntegration.Unavailable(reason) { Timeout = Timeout(resource.Properties) };
    }

    private static TimeSpan Timeout(Properties properties) => TimeSpan.FromMilliseconds(
        properties.Integer("TimeoutInMillis", MaxTimeoutMilliseconds, MinTimeoutMilliseconds, MaxTimeoutMilliseconds));

    private RouteIntegration.Mapped ReadMapped(Resource resource, string type)
    {
        var properties = resource.Properties;
        RouteIntegration.Mapped integration = type switch
        {
            "MOCK" => new RouteIntegration.Mock { Timeout = Timeout(properties) },
            "AWS" => ReadService(resource),
            _ => ReadHttp(resource, type == "HTTP_PROXY"),
        };
        return integration with
        {
            CredentialsArn = Credentials(properties),
            Request = MappingReader.Request(properties),
            Responses = MappingReader.Responses(_responses[resource.Ref]),
        };
    }

    private RouteIntegration.Mapped ReadHttp(Resource resource, bool isProxy)
    {
        var properties = resource.Properties;
        var address = Address(properties);
        if (properties.OptionalText("ConnectionType") == "VPC_LINK")
        {
            var link = properties.OptionalText("ConnectionId") ?? throw properties.At.Into("ConnectionId").Error("is required with VPC_LINK.");
            if (backends.Find(resource.LogicalId, link) is not { } backend)
            {
                return Unavailable(resource, "ConnectionId", $"the VPC link {link} leads nowhere here (say where its backend is with --backend {backends.NameOf(link)}=URL)");
            }

            address = BackendAddresses.Redirect(address, backend);
        }

        return new RouteIntegration.Http(Method(properties), address, isProxy) { Timeout = Timeout(properties) };
    }

    private RouteIntegration.Mapped ReadService(Resource resource)
    {
        var properties = resource.Properties;
        var at = properties.At.Into("IntegrationUri");
        var uri = properties.Text("IntegrationUri");
        properties.OneOf("IntegrationMethod", "POST", "POST");
        if (uri.Contains(":lambda:path/", StringComparison.Ordinal))
        {
            var function = InvocationUri.FunctionName(uri, at);
            return uris.Runs(function)
                ? new RouteIntegration.Lambda(function) { Timeout = Timeout(properties) }
                : Unavailable(resource, "IntegrationUri", $"the function {function} isn't one that runs here");
        }

        // arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem
        if (uri.Split(':', 6) is not ["arn", _, "apigateway", _, var service, var call])
        {
            throw at.Error($"must be arn:aws:apigateway:REGION:SERVICE:action/ACTION or :path/PATH, not '{uri}'.");
        }

        if (!ServiceCall.TryParse(service, call, out var parsed))
        {
            throw at.Error($"must name an action (SERVICE:action/ACTION) or a path (SERVICE:path/PATH), not '{uri}'.");
        }

        _ = properties.OptionalText("CredentialsArn")
            ?? throw properties.At.Into("CredentialsArn").Error($"is required: API Gateway calls {service} as a role.");
        if (parsed is { Service: "dynamodb", IsAction: true })
        {
            return new RouteIntegration.TableAction(parsed.Name) { Timeout = Timeout(properties) };
        }

        return backends.EndpointOf(parsed.Service) is { } endpoint
            ? new RouteIntegration.ServiceAction(parsed, endpoint) { Timeout = Timeout(properties) }
            : Unavailable(
                resource,
                "IntegrationUri",
                $"{service} doesn't run here (if it runs elsewhere, set {BackendAddresses.VariableOf(parsed.Service)} to its endpoint before you start the emulator)");
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
