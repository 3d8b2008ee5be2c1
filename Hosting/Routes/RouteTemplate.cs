using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Routes that are given in the AppHost, as the CloudFormation template that the emulator runs.</summary>
internal static class RouteTemplate
{
    // The one route that an authorizer can stand before: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
    private const string ConnectRoute = "$connect";

    private const string DefaultSelectionExpression = "$request.body.action";

    /// <summary>Writes the template below the AppHost's <c>obj</c>, and says where.</summary>
    public static string WriteFile(WebSocketApiEmulatorResource api, IServiceProvider services)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(Write(api).ToJsonString()));
        return services.GetRequiredService<IAspireStore>().GetFileNameWithContent($"{api.Name}.template.json", content);
    }

    public static JsonObject Write(WebSocketApiEmulatorResource api)
    {
        var routes = api.Annotations.OfType<WebSocketApiRouteAnnotation>().ToArray();
        if (routes.Length == 0)
        {
            throw new DistributedApplicationException(
                $"The WebSocket API '{api.Name}' has no route. Add one with WithRoute, or give it a cloud assembly.");
        }

        var expression = api.TryGetLastAnnotation<WebSocketApiRouteSelectionExpressionAnnotation>(out var given)
            ? given.Expression
            : DefaultSelectionExpression;
        var resources = new JsonObject
        {
            ["Api"] = Resource("AWS::ApiGatewayV2::Api", new()
            {
                ["Name"] = api.Name,
                ["ProtocolType"] = "WEBSOCKET",
                ["RouteSelectionExpression"] = expression,
            }),
            ["Stage"] = Resource("AWS::ApiGatewayV2::Stage", new() { ["ApiId"] = Ref("Api"), ["StageName"] = api.StageName }),
            ["Role"] = Resource("AWS::IAM::Role", Everything()),
        };
        api.TryGetLastAnnotation<WebSocketApiAuthorizerAnnotation>(out var authorizer);
        if (authorizer is not null && !Array.Exists(routes, route => route.RouteKey == ConnectRoute))
        {
            throw new DistributedApplicationException(
                $"The WebSocket API '{api.Name}' has an authorizer, which decides about {ConnectRoute}, and no such route. Add WithRoute(\"{ConnectRoute}\", function).");
        }

        var functions = routes.Select(route => route.FunctionName).Concat(authorizer is null ? [] : [authorizer.FunctionName]).Distinct().ToArray();
        for (var i = 0; i < functions.Length; i++)
        {
            resources[$"Function{i}"] = Function(functions[i]);
            resources[$"Integration{i}"] = Integration($"Function{i}");
        }

        if (authorizer is not null)
        {
            resources["Authorizer"] = Authorizer(authorizer, $"Function{Array.IndexOf(functions, authorizer.FunctionName)}");
        }

        for (var i = 0; i < routes.Length; i++)
        {
            resources[$"Route{i}"] = Route(
                routes[i].RouteKey,
                $"Integration{Array.IndexOf(functions, routes[i].FunctionName)}",
                isAuthorized: authorizer is not null && routes[i].RouteKey == ConnectRoute);
        }

        return new JsonObject { ["Resources"] = resources };
    }

    private static JsonObject Function(string name) => Resource("AWS::Lambda::Function", new()
    {
        ["FunctionName"] = name,
        ["Handler"] = name,
        ["Runtime"] = "provided.al2023",
        // As long as the gateway waits for it.
        ["Timeout"] = 29,
        ["Role"] = new JsonObject { ["Fn::GetAtt"] = new JsonArray("Role", "Arn") },
        ["Code"] = new JsonObject(),
    });

    private static JsonObject Integration(string function) => Resource("AWS::ApiGatewayV2::Integration", new()
    {
        ["ApiId"] = Ref("Api"),
        ["IntegrationType"] = "AWS_PROXY",
        ["IntegrationUri"] = InvocationUri(function),
    });

    private static JsonObject Authorizer(WebSocketApiAuthorizerAnnotation authorizer, string function) => Resource("AWS::ApiGatewayV2::Authorizer", new()
    {
        ["ApiId"] = Ref("Api"),
        ["Name"] = authorizer.FunctionName,
        ["AuthorizerType"] = "REQUEST",
        ["AuthorizerUri"] = InvocationUri(function),
        ["IdentitySource"] = new JsonArray([.. authorizer.IdentitySources.Select(source => JsonValue.Create(source))]),
    });

    private static JsonObject InvocationUri(string function) => new()
    {
        ["Fn::Sub"] = $"arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{function}.Arn}}/invocations",
    };

    private static JsonObject Route(string routeKey, string integration, bool isAuthorized)
    {
        var properties = new JsonObject
        {
            ["ApiId"] = Ref("Api"),
            ["RouteKey"] = routeKey,
            ["Target"] = new JsonObject { ["Fn::Sub"] = $"integrations/${{{integration}}}" },
        };
        if (isAuthorized)
        {
            properties["AuthorizationType"] = "CUSTOM";
            properties["AuthorizerId"] = Ref("Authorizer");
        }

        return Resource("AWS::ApiGatewayV2::Route", properties);
    }

    // Permissions are a template's to give; without one the functions may do everything.
    private static JsonObject Everything() => new()
    {
        ["AssumeRolePolicyDocument"] = Policy(new()
        {
            ["Effect"] = "Allow",
            ["Action"] = "sts:AssumeRole",
            ["Principal"] = new JsonObject { ["Service"] = "lambda.amazonaws.com" },
        }),
        ["Policies"] = new JsonArray(new JsonObject
        {
            ["PolicyName"] = "Everything",
            ["PolicyDocument"] = Policy(new() { ["Effect"] = "Allow", ["Action"] = "*", ["Resource"] = "*" }),
        }),
    };

    private static JsonObject Policy(JsonObject statement) =>
        new() { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(statement) };

    private static JsonObject Resource(string type, JsonObject properties) => new() { ["Type"] = type, ["Properties"] = properties };

    private static JsonObject Ref(string logicalId) => new() { ["Ref"] = logicalId };
}
