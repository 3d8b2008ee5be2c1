using System.Text.Json.Nodes;

namespace Chat.Emulator.Template.Serverless;

/// <summary>
/// <c>AWS::Serverless::WebSocketApi</c>: an API, a stage, and for each of its <c>Routes</c> a route, an integration and a permission.
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html
/// </summary>
internal static class ServerlessWebSocketApi
{
    private const string DefaultStage = "default";

    private static readonly string[] OfApi =
        ["ApiKeySelectionExpression", "Description", "DisableExecuteApiEndpoint", "DisableSchemaValidation", "IpAddressType", "Name", "RouteSelectionExpression"];

    private static readonly string[] OfStage = ["AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"];

    private static readonly string[] OfRoute =
        ["ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels", "RequestParameters", "RouteResponseSelectionExpression"];

    public static void Expand(ServerlessResource resource, ExpandedResources expanded)
    {
        var id = resource.LogicalId;
        var given = resource.Properties;
        var api = Copy(given, OfApi);
        api["Name"] ??= id;
        api["ProtocolType"] = "WEBSOCKET";
        expanded.Add(id, resource.As("AWS::ApiGatewayV2::Api", api), resource.At);

        var routes = given["Routes"] as JsonObject ?? [];
        var auth = given["Auth"] as JsonObject;
        if (routes.Count == 0)
        {
            throw resource.At.Into("Routes").Error("the API needs at least one route.");
        }

        if (auth is not null && !routes.ContainsKey("$connect"))
        {
            throw resource.At.Into("Auth").Error("needs a $connect route, which is the one it authorizes.");
        }

        foreach (var (routeKey, json) in routes)
        {
            AddRoute(routeKey, json as JsonObject ?? [], auth, resource, expanded);
        }

        AddStage(resource, expanded);
    }

    private static void AddRoute(string routeKey, JsonObject given, JsonObject? auth, ServerlessResource resource, ExpandedResources expanded)
    {
        var at = resource.At.Into("Routes").Into(routeKey);
        var function = given["FunctionArn"] ?? throw at.Into("FunctionArn").Error("is required.");
        // MyApi and $connect make MyApiConnectRoute.
        var name = routeKey.TrimStart('$');
        var id = name.Length > 0 && name.All(char.IsAsciiLetterOrDigit)
            ? resource.LogicalId + char.ToUpperInvariant(name[0]) + name[1..]
            : throw at.Error("a route key in a SAM template must be $connect, $disconnect, $default, or letters and digits only.");

        var route = Copy(given, OfRoute);
        route["ApiId"] = Ref(resource.LogicalId);
        route["RouteKey"] = routeKey;
        route["Target"] = new JsonObject { ["Fn::Join"] = new JsonArray("/", new JsonArray("integrations", Ref(id + "Integration"))) };
        if (auth is not null && routeKey == "$connect")
        {
            Authorize(route, auth, resource, expanded);
        }

        var integration = new JsonObject { ["ApiId"] = Ref(resource.LogicalId), ["IntegrationType"] = "AWS_PROXY", ["IntegrationUri"] = InvocationUri(function) };
        if (given["IntegrationTimeout"] is { } timeout)
        {
            integration["TimeoutInMillis"] = timeout.DeepClone();
        }

        expanded.Add(id + "Route", resource.With("AWS::ApiGatewayV2::Route", route), at);
        expanded.Add(id + "Integration", resource.With("AWS::ApiGatewayV2::Integration", integration), at);
        expanded.Add(id + "Permission", resource.With("AWS::Lambda::Permission", Permission(function, $"/*/{routeKey}", resource.LogicalId)), at);
    }

    private static void Authorize(JsonObject route, JsonObject auth, ServerlessResource resource, ExpandedResources expanded)
    {
        var at = resource.At.Into("Auth");
        var type = auth["AuthType"]?.ToString() ?? throw at.Into("AuthType").Error("is required.");
        route["AuthorizationType"] = type;
        if (type != "CUSTOM")
        {
            return;
        }

        var function = auth["AuthArn"] ?? throw at.Into("AuthArn").Error("is required for the AuthType CUSTOM.");
        var id = resource.LogicalId + "ConnectAuthorizer";
        var authorizer = Copy(auth, ["IdentitySource", "Name"]);
        authorizer["ApiId"] = Ref(resource.LogicalId);
        authorizer["AuthorizerType"] = "REQUEST";
        authorizer["AuthorizerUri"] = InvocationUri(function);
        authorizer["Name"] ??= id;
        if (auth["InvokeRole"] is { } role)
        {
            authorizer["AuthorizerCredentialsArn"] = role.DeepClone();
        }
        else
        {
            expanded.Add(
                resource.LogicalId + "AuthorizerPermission",
                resource.With("AWS::Lambda::Permission", Permission(function, "/authorizers/*", resource.LogicalId)),
                at);
        }

        route["AuthorizerId"] = Ref(id);
        expanded.Add(id, resource.With("AWS::ApiGatewayV2::Authorizer", authorizer), at);
    }

    private static void AddStage(ServerlessResource resource, ExpandedResources expanded)
    {
        var name = resource.Properties["StageName"] ?? DefaultStage;
        var id = name is JsonValue text ? $"{resource.LogicalId}{text}Stage" : resource.LogicalId + "Stage";
        var stage = Copy(resource.Properties, OfStage);
        stage["ApiId"] = Ref(resource.LogicalId);
        stage["StageName"] = name.DeepClone();
        stage["AutoDeploy"] = true;
        expanded.Add(id, resource.With("AWS::ApiGatewayV2::Stage", stage), resource.At);
        expanded.AddReference(resource.LogicalId + ".Stage", id);
        if (resource.Properties["Domain"] is JsonObject domain)
        {
            AddDomain(domain, id, resource, expanded);
        }
    }

    // {DomainName: ws.example.com, CertificateArn: …, BasePath: [live]}
    private static void AddDomain(JsonObject domain, string stageId, ServerlessResource resource, ExpandedResources expanded)
    {
        var name = domain["DomainName"] ?? throw resource.At.Into("Domain").Into("DomainName").Error("is required.");
        var id = resource.LogicalId + "DomainName";
        expanded.Add(id, resource.With("AWS::ApiGatewayV2::DomainName", new JsonObject { ["DomainName"] = name.DeepClone() }), resource.At);
        JsonNode?[] paths = domain["BasePath"] switch
        {
            JsonArray { Count: > 0 } several => [.. several],
            JsonValue one => [one],
            _ => [null],
        };
        foreach (var (index, path) in paths.Index())
        {
            var mapping = new JsonObject { ["DomainName"] = Ref(id), ["ApiId"] = Ref(resource.LogicalId), ["Stage"] = Ref(stageId) };
            if (path is not null && path.ToString() is not ("" or "/"))
            {
                mapping["ApiMappingKey"] = path.DeepClone();
            }

            expanded.Add($"{resource.LogicalId}ApiMapping{index}", resource.With("AWS::ApiGatewayV2::ApiMapping", mapping), resource.At);
        }
    }

    private static JsonObject Copy(JsonObject given, string[] names)
    {
        var copy = new JsonObject();
        foreach (var name in names.Where(name => given[name] is not null))
        {
            copy[name] = given[name]!.DeepClone();
        }

        return copy;
    }

    private static JsonObject Permission(JsonNode function, string path, string apiId) => new()
    {
        ["Action"] = "lambda:InvokeFunction",
        ["FunctionName"] = function.DeepClone(),
        ["Principal"] = "apigateway.amazonaws.com",
        ["SourceArn"] = new JsonObject
        {
            ["Fn::Sub"] = new JsonArray(
                "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${api}" + path, new JsonObject { ["api"] = Ref(apiId) }),
        },
    };

    private static JsonObject InvocationUri(JsonNode function) => new()
    {
        ["Fn::Sub"] = new JsonArray(
            "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${function}/invocations",
            new JsonObject { ["function"] = function.DeepClone() }),
    };

    private static JsonObject Ref(string logicalId) => new() { ["Ref"] = logicalId };
}
