using System.Collections.Immutable;
using Chat.Emulator.Iam;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Check;

/// <summary>Looks at a stack, without starting any of it.</summary>
/// <param name="functions">What is known of each.</param>
internal sealed class StackCheck(Stack stack, EmulatorOptions options, ImmutableArray<FunctionReport> functions)
{
    /// <param name="notes">What is to be said beside what the stack itself says.</param>
    public StackReport Report(params IEnumerable<string> notes)
    {
        var routes = new RouteCheck(stack, options, functions.Where(function => function.Problem is not null).ToDictionary(function => function.Name, function => function.Problem!));
        ImmutableArray<ApiReport> apis = [.. stack.Apis.Select(api => Report(api, routes))];
        return new StackReport(
            Path.GetFullPath(options.Assembly),
            stack.Context.Region,
            stack.Context.AccountId,
            apis,
            functions,
            [.. stack.Tables.Select(table => table.Name)],
            Triggers(),
            [.. stack.NotRun.GroupBy(resource => resource.Type, StringComparer.Ordinal)
                .OrderBy(ofType => ofType.Key, StringComparer.Ordinal)
                .Select(ofType => new NotRunReport(ofType.Key, [.. ofType.Select(resource => resource.LogicalId)]))],
            [.. Notes(apis).Concat(notes)]);
    }

    private static ApiReport Report(WebSocketApi api, RouteCheck routes) => new(
        api.Name,
        api.LogicalId,
        api.Stages.IsEmpty ? "it has no stage, so nobody can connect: add an AWS::ApiGatewayV2::Stage, with AutoDeploy: true" : null,
        [.. api.Stages.Select(stage => new StageReport(
            stage.Name,
            stage.IsDeployed ? null : Stage.WhyUndeployed,
            [.. api.In(stage).Routes.Values.OrderBy(route => route.RouteKey, StringComparer.Ordinal).Select(route => routes.Report(api, stage, route))]))]);

    private ImmutableArray<TriggerReport> Triggers()
    {
        var credentials = new CallerCredentials(stack);
        return [.. stack.StreamMappings.Select(mapping => new TriggerReport(mapping.LogicalId, mapping.FunctionName, Problem(mapping)))];

        string? Problem(StreamMapping mapping)
        {
            var missing = options.Iam && credentials.OfFunction(mapping.FunctionName) is { } credential ? StreamPermissions.Missing(credential.Caller, mapping.StreamArn) : [];
            return missing.IsEmpty
                ? functions.FirstOrDefault(function => function.Name == mapping.FunctionName)?.Problem
                : $"the role of {mapping.FunctionName} lacks {string.Join(", ", missing)} on {mapping.StreamArn}: on AWS the deployment fails";
        }
    }

    // What a route says of itself isn't said twice.
    private IEnumerable<string> Notes(ImmutableArray<ApiReport> apis)
    {
        string[] said = [.. apis.SelectMany(api => api.Stages).SelectMany(stage => stage.Routes).SelectMany(route => route.Problems)];
        return stack.Notes.Where(note => !said.Any(problem => note.Contains(problem, StringComparison.Ordinal)))
            .Concat(options.Iam ? StartWarnings.Of(stack) : []);
    }
}
