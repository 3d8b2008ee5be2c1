using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>An <c>AWS::ApiGatewayV2::Api</c> of protocol <c>WEBSOCKET</c> with its routes and stages.</summary>
public sealed record WebSocketApi
{
    public required string LogicalId { get; init; }

    /// <summary>Ten lower-case letters and digits, a stable hash of the stack's name and the logical id.</summary>
    public required string ApiId { get; init; }

    public required string Name { get; init; }

    public required string RouteSelectionExpression { get; init; }

    public string Region { get; init; } = TemplateContext.DefaultRegion;

    public string AccountId { get; init; } = TemplateContext.DefaultAccountId;

    /// <summary>True when the API is reached through custom domains alone.</summary>
    public bool DisableExecuteApiEndpoint { get; init; }

    /// <summary>Where a client's API key is, for routes that require one.</summary>
    public ApiKeySource ApiKeySource { get; init; }

    /// <summary>By route key, compared exactly (case-sensitive), <c>$connect</c>, <c>$disconnect</c> and <c>$default</c> among them.</summary>
    public required ImmutableDictionary<string, Route> Routes { get; init; }

    public required ImmutableArray<Stage> Stages { get; init; }

    /// <summary>As it is in a stage: what its integrations take from the stage's variables is put in.</summary>
    internal WebSocketApi In(Stage stage) =>
        Routes.Values.Any(route => route.Integration is { } integration && !ReferenceEquals(integration.In(stage), integration))
            ? this with { Routes = Routes.ToImmutableDictionary(route => route.Key, route => route.Value with { Integration = route.Value.Integration?.In(stage) }) }
            : this;
}

/// <summary>An <c>AWS::ApiGatewayV2::Route</c>.</summary>
public sealed record Route
{
    public required string RouteKey { get; init; }

    /// <summary>Null when the route has no <c>Target</c>.</summary>
    public RouteIntegration? Integration { get; init; }

    /// <summary>
    /// True when <c>RouteResponseSelectionExpression</c> is <c>$default</c> and a RouteResponse <c>$default</c> exists: then the body
    /// of a proxy integration's answer goes back to the client.
    /// </summary>
    public bool IsTwoWay { get; init; }

    /// <summary>Who may connect. Of <c>$connect</c> alone: the other routes rely on the connection. Null for <c>NONE</c>.</summary>
    public RouteAuthorization? Authorization { get; init; }

    /// <summary>Of <c>$connect</c> alone too.</summary>
    public bool ApiKeyRequired { get; init; }

    /// <summary>Null when the route has no <c>ModelSelectionExpression</c>: then every body is good.</summary>
    public RequestValidation? Validation { get; init; }
}

/// <summary>An <c>AWS::ApiGatewayV2::Stage</c>.</summary>
public sealed record Stage
{
    public required string Name { get; init; }

    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>True when every change of the API is in effect at once.</summary>
    public bool AutoDeploy { get; init; } = true;

    /// <summary>The <c>AWS::ApiGatewayV2::Deployment</c> that the stage shows. Null when it shows none.</summary>
    public string? DeploymentId { get; init; }

    internal const string WhyUndeployed = "it has neither AutoDeploy: true nor an AWS::ApiGatewayV2::Deployment, so every request gets 403";

    /// <summary>Without a deployment every request of the stage is refused.</summary>
    public bool IsDeployed => AutoDeploy || DeploymentId is not null;

    /// <summary>The custom domains that lead to the stage.</summary>
    public ImmutableArray<StageDomain> Domains { get; init; } = [];

    /// <summary>The keys that the stage takes: enabled, and in a usage plan of the stage.</summary>
    public ImmutableArray<ApiKey> ApiKeys { get; init; } = [];

    /// <summary>Of every route that <see cref="RouteThrottles"/> doesn't name.</summary>
    public ThrottleSettings DefaultThrottle { get; init; } = ThrottleSettings.None;

    /// <summary>By route key.</summary>
    public ImmutableDictionary<string, ThrottleSettings> RouteThrottles { get; init; } = ImmutableDictionary<string, ThrottleSettings>.Empty;
}

/// <summary>An <c>AWS::ApiGatewayV2::ApiMapping</c>.</summary>
/// <param name="DomainName">Such as <c>ws.example.com</c>.</param>
/// <param name="Key">The path below it that leads to the stage. Empty: all of it.</param>
public sealed record StageDomain(string DomainName, string Key);

/// <summary>A token bucket's size and rate per second; null leaves it to the next wider setting: route, stage, account.</summary>
public sealed record ThrottleSettings(double? RateLimit, int? BurstLimit)
{
    public static readonly ThrottleSettings None = new(null, null);
}
