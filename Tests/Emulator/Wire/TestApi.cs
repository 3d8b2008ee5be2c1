using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Wire;

/// <summary>An API for tests: a route per key, integrated with the function of the same name without its dollar sign.</summary>
internal static class TestApi
{
    public const string ApiId = "a1b2c3d4e5";

    public const string Stage = "demo";

    public static WebSocketApi WithRoutes(params string[] routeKeys) => new()
    {
        LogicalId = "Api",
        ApiId = ApiId,
        Name = "test-api",
        RouteSelectionExpression = "$request.body.action",
        Routes = routeKeys.Select(Lambda).ToImmutableDictionary(route => route.RouteKey),
        Stages = [new Stage { Name = Stage }],
    };

    public static WebSocketApi With(this WebSocketApi api, Route route) => api with { Routes = api.Routes.SetItem(route.RouteKey, route) };

    public static Route Lambda(string routeKey) => new()
    {
        RouteKey = routeKey,
        Integration = new RouteIntegration.LambdaProxy(routeKey.TrimStart('$')) { Timeout = TimeSpan.FromSeconds(29) },
    };

    public static Route TwoWay(string routeKey) => Lambda(routeKey) with { IsTwoWay = true };
}
