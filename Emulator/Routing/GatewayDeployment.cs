using System.Collections.Frozen;
using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Routing;

/// <summary>
/// The APIs that run. Another set can be deployed at any time; open connections stay, and their next message finds the new routes.
/// </summary>
internal sealed class GatewayDeployment
{
    private volatile Snapshot _current;

    public GatewayDeployment(ImmutableArray<WebSocketApi> apis) => _current = Snapshot.Of(apis);

    /// <exception cref="FormatException">An API's route selection expression is not one; what ran before still runs.</exception>
    public void Deploy(ImmutableArray<WebSocketApi> apis) => _current = Snapshot.Of(apis);

    public DeployedStage? Find(string apiId, string stageName) => _current.ByApi.GetValueOrDefault((apiId, stageName));

    /// <summary>The stage of that name, if one API alone has it.</summary>
    public DeployedStage? FindUnique(string stageName) => _current.ByName.GetValueOrDefault(stageName);

    private sealed record Snapshot(
        FrozenDictionary<(string ApiId, string StageName), DeployedStage> ByApi,
        FrozenDictionary<string, DeployedStage> ByName)
    {
        public static Snapshot Of(ImmutableArray<WebSocketApi> apis)
        {
            var stages = apis
                .SelectMany(api =>
                {
                    var selector = new RouteSelector(api);
                    return api.Stages.Select(stage => new DeployedStage(api, stage, selector));
                })
                .ToList();
            return new Snapshot(
                stages.ToFrozenDictionary(stage => (stage.Api.ApiId, stage.Stage.Name)),
                stages.GroupBy(stage => stage.Stage.Name, StringComparer.Ordinal)
                    .Where(sharing => sharing.Count() == 1)
                    .ToFrozenDictionary(sharing => sharing.Key, sharing => sharing.Single(), StringComparer.Ordinal));
        }
    }
}
