using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::ApiGatewayV2::Route</c> with its <c>RouteResponse</c>.</summary>
internal sealed class RouteReader(IReadOnlyDictionary<string, RouteIntegration> integrationsById, ImmutableArray<Resource> routeResponses)
{
    private const string TargetPrefix = "integrations/";

    public ImmutableDictionary<string, Route> Read(IEnumerable<Resource> resources)
    {
        var routes = ImmutableDictionary.CreateBuilder<string, Route>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            var route = Read(resource);
            if (!routes.TryAdd(route.RouteKey, route))
            {
                throw resource.At.Into("RouteKey").Error($"another route of the API has the key '{route.RouteKey}' too.");
            }
        }

        return routes.ToImmutable();
    }

    private Route Read(Resource resource)
    {
        var properties = resource.Properties;
        RefuseAuthorization(properties);
        return new Route
        {
            RouteKey = properties.Text("RouteKey"),
            Integration = properties.OptionalText("Target") is { } target ? Integration(target, properties.At.Into("Target")) : null,
            IsTwoWay = IsTwoWay(resource),
        };
    }

    // Left out, these would let everybody in whom AWS keeps out.
    private static void RefuseAuthorization(Properties properties)
    {
        if (properties.OptionalText("AuthorizationType") is { } type and not "NONE")
        {
            throw properties.At.Into("AuthorizationType").Error($"the emulator doesn't authorize connections yet: {type} can't be run, NONE can.");
        }

        if (properties.Flag("ApiKeyRequired"))
        {
            throw properties.At.Into("ApiKeyRequired").Error("the emulator doesn't check API keys yet: a route that requires one can't be run.");
        }
    }

    private RouteIntegration Integration(string target, Location at) =>
        target.StartsWith(TargetPrefix, StringComparison.Ordinal) && integrationsById.TryGetValue(target[TargetPrefix.Length..], out var integration)
            ? integration
            : throw at.Error($"must be integrations/ID with the id of an integration of the same API, and is '{target}'.");

    private bool IsTwoWay(Resource route)
    {
        const string Default = "$default";
        if (route.Properties.OptionalText("RouteResponseSelectionExpression") is null)
        {
            return false;
        }

        route.Properties.OneOf("RouteResponseSelectionExpression", null, Default);
        return routeResponses.Any(response =>
            response.Properties.Text("RouteId") == route.Ref && response.Properties.OneOf("RouteResponseKey", null, Default) == Default);
    }
}
