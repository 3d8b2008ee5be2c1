using System.Collections.Frozen;
using System.Collections.Immutable;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Gateway.Messages.Validation;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Routing;

/// <summary>
/// The APIs that run. Another set can be deployed at any time; open connections stay, and their next message finds the new routes. A stage
/// without <c>AutoDeploy</c> shows its deployment's: until it names another deployment, changes of the API are not seen there, while those
/// of the stage's own settings are.
/// </summary>
internal sealed class GatewayDeployment
{
    private volatile Snapshot _current;

    public GatewayDeployment(ImmutableArray<WebSocketApi> apis) => _current = Snapshot.Of(apis, null);

    /// <exception cref="FormatException">A selection expression or a schema of an API is not one; what ran before still runs.</exception>
    public void Deploy(ImmutableArray<WebSocketApi> apis) => Prepare(apis)();

    /// <summary>Does all of a deployment that can fail, and returns what makes it visible. Nothing else is deployed in between.</summary>
    /// <exception cref="FormatException">A selection expression or a schema of an API is not one.</exception>
    public Action Prepare(ImmutableArray<WebSocketApi> apis)
    {
        var next = Snapshot.Of(apis, _current);
        return () => _current = next;
    }

    /// <summary>Every stage of every API.</summary>
    public IEnumerable<DeployedStage> Stages => _current.ByApi.Values;

    public DeployedStage? Find(string apiId, string stageName) => _current.ByApi.GetValueOrDefault((apiId, stageName));

    /// <summary>The APIs that run.</summary>
    public ImmutableArray<WebSocketApi> Apis => _current.Apis;

    /// <summary>What is mapped to a custom domain. Null when the host is none.</summary>
    public ImmutableArray<MappedStage>? FindDomain(string host) => _current.ByDomain.TryGetValue(host, out var mapped) ? mapped : null;

    /// <summary>The stage of that name, if one API alone has it.</summary>
    public DeployedStage? FindUnique(string stageName) => _current.ByName.GetValueOrDefault(stageName);

    private sealed record Snapshot(
        FrozenDictionary<(string ApiId, string StageName), DeployedStage> ByApi,
        FrozenDictionary<string, DeployedStage> ByName,
        FrozenDictionary<string, ImmutableArray<MappedStage>> ByDomain,
        ImmutableArray<WebSocketApi> Apis)
    {
        public static Snapshot Of(ImmutableArray<WebSocketApi> apis, Snapshot? before)
        {
            var stages = apis
                .SelectMany(api => api.Stages.Where(stage => stage.IsDeployed).Select(stage => Deploy(ApiOf(api, stage, before).In(stage), stage)))
                .ToList();
            return new Snapshot(
                stages.ToFrozenDictionary(stage => (stage.Api.ApiId, stage.Stage.Name)),
                stages.GroupBy(stage => stage.Stage.Name, StringComparer.Ordinal)
                    .Where(sharing => sharing.Count() == 1)
                    .ToFrozenDictionary(sharing => sharing.Key, sharing => sharing.Single(), StringComparer.Ordinal),
                stages.SelectMany(stage => stage.Stage.Domains.Select(domain => (domain.DomainName, Mapped: new MappedStage(domain.Key, stage))))
                    .GroupBy(domain => domain.DomainName, domain => domain.Mapped, StringComparer.OrdinalIgnoreCase)
                    .ToFrozenDictionary(
                        domain => domain.Key,
                        domain => domain.OrderByDescending(mapped => mapped.Key.Length).ToImmutableArray(),
                        StringComparer.OrdinalIgnoreCase),
                apis);
        }

        private static WebSocketApi ApiOf(WebSocketApi api, Stage stage, Snapshot? before) =>
            !stage.AutoDeploy
            && before?.ByApi.GetValueOrDefault((api.ApiId, stage.Name)) is { } shown
            && shown.Stage.DeploymentId == stage.DeploymentId
                ? shown.Api
                : api;

        private static DeployedStage Deploy(WebSocketApi api, Stage stage) => new(
            api,
            stage,
            new RouteSelector(api),
            api.Routes.Values.Where(route => route.Validation is not null).ToFrozenDictionary(
                route => route.RouteKey, route => new RequestValidator(route.Validation!), StringComparer.Ordinal),
            new StageThrottle(stage));
    }
}
