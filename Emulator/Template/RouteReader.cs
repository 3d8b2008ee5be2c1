using System.Collections.Immutable;
using Chat.Emulator.Expressions.Selection;

namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::ApiGatewayV2::Route</c> with its <c>RouteResponse</c>.</summary>
internal sealed class RouteReader(
    IReadOnlyDictionary<string, RouteIntegration> integrationsById,
    IReadOnlyDictionary<string, Authorizer> authorizersById,
    IReadOnlyDictionary<string, Model> modelsByName,
    ImmutableArray<Resource> routeResponses)
{
    private const string TargetPrefix = "integrations/";
    private const string Default = "$default";

    public ImmutableDictionary<string, Route> Read(IEnumerable<Resource> resources)
    {
        var routes = ImmutableDictionary.CreateBuilder<string, Route>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            var route = Read(resource);
            if (!routes.TryAdd(route.RouteKey, route))
            {
                throw resource.At.Into("RouteKey").Error($"another route of the API also has the key '{route.RouteKey}'.");
            }
        }

        return routes.ToImmutable();
    }

    private Route Read(Resource resource)
    {
        var properties = resource.Properties;
        return new Route
        {
            RouteKey = properties.Text("RouteKey"),
            Integration = properties.OptionalText("Target") is { } target ? Integration(target, properties.At.Into("Target")) : null,
            IsTwoWay = IsTwoWay(resource),
            Authorization = Authorization(properties),
            ApiKeyRequired = properties.Flag("ApiKeyRequired"),
            Validation = Validation(properties),
        };
    }

    private RouteAuthorization? Authorization(Properties properties)
    {
        var at = properties.At.Into("AuthorizationType");
        return properties.OptionalText("AuthorizationType") switch
        {
            null or "NONE" => null,
            "CUSTOM" => new RouteAuthorization.Lambda(Authorizer(properties)),
            "AWS_IAM" => new RouteAuthorization.Iam(),
            var other => throw at.Error($"must be NONE, CUSTOM or AWS_IAM, not '{other}'."),
        };
    }

    private Authorizer Authorizer(Properties properties) => authorizersById.TryGetValue(properties.Text("AuthorizerId"), out var authorizer)
        ? authorizer
        : throw properties.At.Into("AuthorizerId").Error($"must be an authorizer of the same API, not '{properties.Text("AuthorizerId")}'.");

    private RequestValidation? Validation(Properties properties)
    {
        // It is the expression that turns validation on; models without one are documentation.
        if (properties.OptionalText("ModelSelectionExpression") is not { } expression)
        {
            return null;
        }

        if (expression != Default && !RouteSelectionExpression.TryParse(expression, out _, out var error))
        {
            throw properties.At.Into("ModelSelectionExpression").Error(error);
        }

        var at = properties.At.Into("RequestModels");
        return new RequestValidation(expression, properties.TextsByName("RequestModels").ToImmutableDictionary(
            name => name.Key,
            name => modelsByName.GetValueOrDefault(name.Value) ?? throw at.Into(name.Key).Error($"the API has no model named '{name.Value}'."),
            StringComparer.Ordinal));
    }

    private RouteIntegration Integration(string target, Location at) =>
        target.StartsWith(TargetPrefix, StringComparison.Ordinal) && integrationsById.TryGetValue(target[TargetPrefix.Length..], out var integration)
            ? integration
            : throw at.Error($"must be integrations/ID with the id of an integration of the same API, not '{target}'.");

    private bool IsTwoWay(Resource route)
    {
        if (route.Properties.OptionalText("RouteResponseSelectionExpression") is null)
        {
            return false;
        }

        route.Properties.OneOf("RouteResponseSelectionExpression", null, Default);
        return routeResponses.Any(response =>
            response.Properties.Text("RouteId") == route.Ref && response.Properties.OneOf("RouteResponseKey", null, Default) == Default);
    }
}
