using System.Collections.Immutable;
using Chat.Emulator.Expressions.Selection;
using Chat.Emulator.Options;

namespace Chat.Emulator.Template;

/// <summary>
/// Reads <c>AWS::ApiGatewayV2::Api</c> and what belongs to it. The parts find each other by id, not by logical id, because an
/// assembly may spread them over stacks.
/// </summary>
internal sealed class ApiReader(ImmutableArray<Resource> resources, ImmutableArray<Function> functions, DeployOptions options)
{
    public const string ApiType = "AWS::ApiGatewayV2::Api";

    private readonly ILookup<string, Resource> _byType = resources.ToLookup(resource => resource.Type, StringComparer.Ordinal);

    public static bool IsWebSocket(Resource api) => api.Properties.OneOf("ProtocolType", "HTTP", "WEBSOCKET", "HTTP") == "WEBSOCKET";

    public ImmutableArray<WebSocketApi> Read()
    {
        RefusePartsWithoutApi(
            "AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Stage", AuthorizerReader.AuthorizerType, ModelReader.ModelType);
        return [.. _byType[ApiType].Where(IsWebSocket).Select(Read)];
    }

    private WebSocketApi Read(Resource api)
    {
        var uris = new InvocationUri(functions);
        var stages = new StageReader(new ApiKeyReader(_byType), [.. PartsOf(api, StageReader.MappingType)], [.. PartsOf(api, DeploymentReader.DeploymentType)])
            .Read(PartsOf(api, "AWS::ApiGatewayV2::Stage"));
        return new WebSocketApi
        {
            LogicalId = api.LogicalId,
            ApiId = api.Ref,
            Name = api.Properties.Text("Name"),
            RouteSelectionExpression = SelectionExpression(api.Properties),
            Region = api.Context.Region,
            AccountId = api.Context.AccountId,
            ApiKeySource = Source(api.Properties),
            DisableExecuteApiEndpoint = api.Properties.Flag("DisableExecuteApiEndpoint"),
            Routes = new RouteReader(
                ById(api, "AWS::ApiGatewayV2::Integration", new IntegrationReader(uris, new BackendAddresses(resources, options), PartsOf(api, "AWS::ApiGatewayV2::IntegrationResponse")).Read),
                ById(api, AuthorizerReader.AuthorizerType, new AuthorizerReader(uris).Read),
                PartsOf(api, ModelReader.ModelType).Select(ModelReader.Read).ToDictionary(model => model.Name, StringComparer.Ordinal),
                [.. PartsOf(api, "AWS::ApiGatewayV2::RouteResponse")]).Read(DeployedRoutes(api, stages)),
            Stages = stages,
        };
    }

    // AWS makes a route that depends on the deployment once that is made: a stage that shows the deployment doesn't have the route.
    private IEnumerable<Resource> DeployedRoutes(Resource api, ImmutableArray<Stage> stages)
    {
        string[] shown = [.. PartsOf(api, DeploymentReader.DeploymentType)
            .Where(deployment => stages.Any(stage => stage.DeploymentId == deployment.Ref))
            .Select(deployment => deployment.LogicalId)];
        return PartsOf(api, "AWS::ApiGatewayV2::Route")
            .Where(route => shown.Length == 0 || stages.Any(stage => stage.AutoDeploy) || !shown.All(route.DependsOn));
    }

    private static string SelectionExpression(Properties api)
    {
        var text = api.Text("RouteSelectionExpression");
        return RouteSelectionExpression.TryParse(text, out _, out var error)
            ? text
            : throw new TemplateException(api.At.Into("RouteSelectionExpression").Message($"'{text}' can't be read: {error}")) { IsUnreadable = true };
    }

    private static ApiKeySource Source(Properties api)
    {
        const string Header = "$request.header.x-api-key";
        const string Authorizer = "$context.authorizer.usageIdentifierKey";
        return api.OneOf("ApiKeySelectionExpression", Header, Header, Authorizer) == Header ? ApiKeySource.Header : ApiKeySource.Authorizer;
    }

    private Dictionary<string, T> ById<T>(Resource api, string type, Func<Resource, T> read) =>
        PartsOf(api, type).ToDictionary(part => part.Ref, read, StringComparer.Ordinal);

    private IEnumerable<Resource> PartsOf(Resource api, string type) => _byType[type].Where(part => part.Properties.Text("ApiId") == api.Ref);

    private void RefusePartsWithoutApi(params ReadOnlySpan<string> types)
    {
        var ids = _byType[ApiType].Select(api => api.Ref).ToHashSet(StringComparer.Ordinal);
        foreach (var type in types)
        {
            foreach (var part in _byType[type])
            {
                if (part.Properties.Text("ApiId") is var id && !ids.Contains(id))
                {
                    throw part.At.Into("ApiId").Error($"the API '{id}' isn't in this assembly. Give an assembly that has the API too.");
                }
            }
        }
    }
}
