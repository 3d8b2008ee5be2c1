using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Reload;

/// <summary>What differs between the stack that runs and the one that was read, by logical id.</summary>
/// <param name="Functions">By name, what of them changed: <c>code</c>, <c>configuration</c>, <c>new</c>.</param>
/// <param name="Others">The rest, in words, for the log.</param>
internal sealed record StackChanges(ImmutableSortedDictionary<string, string> Functions, ImmutableArray<string> Others)
{
    public bool IsEmpty => Functions.IsEmpty && Others.IsEmpty;

    public static StackChanges Of(Stack before, Stack after, ImmutableSortedDictionary<string, string> functions)
    {
        var others = ImmutableArray.CreateBuilder<string>();
        AddGone(others, "function", before.Functions.Select(function => function.Name), after.Functions.Select(function => function.Name));
        foreach (var api in after.Apis)
        {
            AddApi(others, before.Apis.FirstOrDefault(other => other.ApiId == api.ApiId), api);
        }

        AddGone(others, "api", before.Apis.Select(api => api.LogicalId), after.Apis.Select(api => api.LogicalId));
        foreach (var table in after.Tables)
        {
            var other = before.Tables.FirstOrDefault(other => other.LogicalId == table.LogicalId);
            AddIfChanged(others, $"table {table.Name}", other, table);
        }

        AddGone(others, "table", before.Tables.Select(table => table.Name), after.Tables.Select(table => table.Name), "; its items stay until the end");
        if (!Structure.AreEqual(before.StreamMappings, after.StreamMappings))
        {
            others.Add("event source mappings");
        }

        if (!Structure.AreEqual(before.Permissions, after.Permissions) || !Structure.AreEqual(before.Roles, after.Roles))
        {
            others.Add("permissions");
        }

        return new StackChanges(functions, others.ToImmutable());
    }

    public override string ToString() =>
        string.Join("; ", Functions.Select(function => $"function {function.Key} ({function.Value})").Concat(Others));

    private static void AddApi(ImmutableArray<string>.Builder others, WebSocketApi? before, WebSocketApi after)
    {
        if (before is null)
        {
            others.Add($"api {after.LogicalId} (new)");
            return;
        }

        foreach (var route in after.Routes.Values.OrderBy(route => route.RouteKey, StringComparer.Ordinal))
        {
            AddIfChanged(others, $"route {route.RouteKey}", before.Routes.GetValueOrDefault(route.RouteKey), route);
        }

        AddGone(others, "route", before.Routes.Keys, after.Routes.Keys);
        foreach (var stage in after.Stages)
        {
            var shown = before.Stages.FirstOrDefault(other => other.Name == stage.Name);
            AddIfChanged(others, $"stage {stage.Name}", shown, stage);
        }

        AddGone(others, "stage", before.Stages.Select(stage => stage.Name), after.Stages.Select(stage => stage.Name), "; its connections are closed");
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

    private static void AddIfChanged(ImmutableArray<string>.Builder others, string what, object? before, object after)
    {
        if (before is null)
        {
            others.Add($"{what} (new)");
        }
        else if (!Structure.AreEqual(before, after))
        {
            others.Add($"{what} (changed)");
        }
    }

    private static void AddGone(
        ImmutableArray<string>.Builder others, string what, IEnumerable<string> before, IEnumerable<string> after, string consequence = "") =>
        others.AddRange(before.Except(after).Order(StringComparer.Ordinal).Select(name => $"{what} {name} (gone{consequence})"));
}
