using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::ApiGatewayV2::Stage</c>.</summary>
internal sealed class StageReader(ApiKeyReader apiKeys, Resource[] mappings, Resource[] deployments)
{
    public const string DomainType = "AWS::ApiGatewayV2::DomainName";
    public const string MappingType = "AWS::ApiGatewayV2::ApiMapping";

    public ImmutableArray<Stage> Read(IEnumerable<Resource> resources)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var stages = ImmutableArray.CreateBuilder<Stage>();
        foreach (var resource in resources)
        {
            var stage = Read(resource.Properties);
            if (!names.Add(stage.Name))
            {
                throw resource.At.Into("StageName").Error($"another stage of the API is also named '{stage.Name}'.");
            }

            stages.Add(stage);
        }

        return stages.ToImmutable();
    }

    private Stage Read(Properties properties) => new()
    {
        Name = properties.Text("StageName"),
        AutoDeploy = properties.Flag("AutoDeploy"),
        DeploymentId = DeploymentReader.Find(properties, deployments),
        ApiKeys = apiKeys.Of(properties.Text("ApiId"), properties.Text("StageName")),
        Domains = [.. mappings.Where(mapping => mapping.Properties.Text("Stage") == properties.Text("StageName")).Select(Domain)],
        Variables = properties.TextsByName("StageVariables"),
        DefaultThrottle = properties.Object("DefaultRouteSettings") is { } settings ? Throttle(settings) : ThrottleSettings.None,
        RouteThrottles = properties.ObjectsByName("RouteSettings").ToImmutableDictionary(
            route => route.Key, route => Throttle(route.Value), StringComparer.Ordinal),
    };

    private static StageDomain Domain(Resource mapping) =>
        new(mapping.Properties.Text("DomainName"), mapping.Properties.OptionalText("ApiMappingKey")?.Trim('/') ?? "");

    private static ThrottleSettings Throttle(Properties settings) => new(
        settings.Number("ThrottlingRateLimit"),
        settings.OptionalText("ThrottlingBurstLimit") is null ? null : settings.Integer("ThrottlingBurstLimit", 0, 0, int.MaxValue));
}
