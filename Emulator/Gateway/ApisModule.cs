using System.Collections.Immutable;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Modules;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway;

/// <summary>The stack's WebSocket APIs, as a module.</summary>
internal sealed class ApisModule(GatewayDeployment deployment, ConnectionRegistry registry, ApiPorts ports) : IModule
{
    public Task StartAsync(Stack stack, CancellationToken cancellationToken) => Task.CompletedTask;

    // The host has closed the connections before: see GatewayShutdown.
    public Task StopAsync() => Task.CompletedTask;

    public void AddVariables(Function function, Stack stack, IDictionary<string, string> variables)
    {
        var stages = RunningStage.Of(stack, ports);

        // One variable names one stage. A function of several stages has to build the endpoint from its event; one that no route calls, of a queue
        // or a timer say, has no such event, and posts to the stage that there is.
        if (StagesOf(function, stages) is [var only])
        {
            variables["AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"] = only.CallbackUrl.ToString();
        }

        foreach (var (name, value) in EndpointsInVariables.Rewrite(function.Environment, stages))
        {
            variables[name] = value;
        }

        // For the emulator's own bootstraps, which take them away before the handler is loaded: see Lambda/Bootstraps.
        if (!stages.IsEmpty && (function.Runtime.StartsWith("nodejs", StringComparison.Ordinal) || function.Runtime.StartsWith("python", StringComparison.Ordinal)))
        {
            variables["EMULATOR_GATEWAY"] = $"http://127.0.0.1:{ports.Main}";
            variables["EMULATOR_API_IDS"] = string.Join(' ', stages.Select(stage => stage.Api.ApiId).Distinct());
        }
    }

    public IEnumerable<string> Differences(Stack before, Stack after)
    {
        var differences = ImmutableArray.CreateBuilder<string>();
        foreach (var api in after.Apis)
        {
            AddApi(differences, before.Apis.FirstOrDefault(other => other.ApiId == api.ApiId), api);
        }

        differences.AddGone("api", before.Apis.Select(api => api.LogicalId), after.Apis.Select(api => api.LogicalId));
        return differences;
    }

    // A selection expression, or a schema, that is none: found before anything else is done for the new stack.
    public string? WhyNot(Stack before, Stack after)
    {
        try
        {
            deployment.Prepare(after.Apis);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    public Task<Takeover> PrepareAsync(StackChange change, CancellationToken cancellationToken) =>
        Task.FromResult<Takeover>(new Next(this, deployment.Prepare(change.After.Apis)));

    public IEnumerable<ReportLine> Describe(Stack stack)
    {
        foreach (var api in stack.Apis)
        {
            yield return new("api", $"{api.Name}: {string.Join(", ", api.Routes.Keys.Order(StringComparer.Ordinal))}");
        }

        foreach (var stage in RunningStage.Of(stack, ports))
        {
            foreach (var key in stage.Stage.ApiKeys)
            {
                // A value that the template gives is the developer's own to know, and no business of a terminal.
                yield return new("api key", $"{key.LogicalId}: x-api-key {(key.IsGenerated ? key.Value : "as in the template")}");
            }

            if (!stage.Stage.IsDeployed)
            {
                yield return new("undeployed", $"{stage.Stage.Name}: {Stage.WhyUndeployed}");
            }

            yield return new("callback", $"{stage.CallbackUrl}/@connections/{{connectionId}}");
            yield return new("", $"https{stage.CallbackUrl.AbsoluteUri["http".Length..]}/@connections/{{connectionId}}");
        }
    }

    private static void AddApi(ImmutableArray<string>.Builder others, WebSocketApi? before, WebSocketApi after)
    {
        if (before is null)
        {
            others.Add($"api {after.LogicalId} (new)");
            return;
        }

        foreach (var route in after.Routes.Values.OrderBy(route => route.RouteKey, StringComparer.Ordinal))
        {
            others.AddIfChanged($"route {route.RouteKey}", before.Routes.GetValueOrDefault(route.RouteKey), route);
        }

        others.AddGone("route", before.Routes.Keys, after.Routes.Keys);
        foreach (var stage in after.Stages)
        {
            var shown = before.Stages.FirstOrDefault(other => other.Name == stage.Name);
            others.AddIfChanged($"stage {stage.Name}", shown, stage);
        }

        others.AddGone("stage", before.Stages.Select(stage => stage.Name), after.Stages.Select(stage => stage.Name), "; its connections are closed");
        if (!Structure.AreEqual(before with { Routes = after.Routes, Stages = after.Stages }, after))
        {
            others.Add($"api {after.LogicalId} (changed)");
        }

        // As on AWS, and forgotten as often.
        var isSame = Structure.AreEqual(before with { Stages = after.Stages }, after);
        foreach (var stage in after.Stages.Where(stage => !isSame && !stage.AutoDeploy))
        {
            if (before.Stages.FirstOrDefault(other => other.Name == stage.Name)?.DeploymentId == stage.DeploymentId)
            {
                others.Add($"stage {stage.Name} doesn't show it: it has no AutoDeploy, and its deployment is the same");
            }
        }
    }

    private static RunningStage[] StagesOf(Function function, ImmutableArray<RunningStage> stages)
    {
        RunningStage[] callers = [.. stages.Where(stage => Calls(stage.Api.In(stage.Stage), function))];
        return callers.Length > 0 ? callers : [.. stages];
    }

    private static bool Calls(WebSocketApi api, Function function) =>
        api.Routes.Values.Any(route => route.Integration?.InvokedFunction == function.Name);

    private sealed class Next(ApisModule module, Action show) : Takeover
    {
        public override void TakeOver() => show();

        public override Task FinishAsync(CancellationToken cancellationToken)
        {
            module.CloseLeftConnections();
            return Task.CompletedTask;
        }
    }

    // Whether AWS closes the connections of a stage that is deleted isn't documented. Here they could do nothing any more.
    private void CloseLeftConnections()
    {
        foreach (var connection in registry.Connections.Where(connection => deployment.Find(connection.ApiId, connection.StageName) is null))
        {
            connection.RequestClose(CloseReason.StageDeleted);
        }
    }
}
