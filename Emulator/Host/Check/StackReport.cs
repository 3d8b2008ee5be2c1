using System.Collections.Immutable;

namespace Chat.Emulator.Host.Check;

/// <summary>What of a stack runs here, what doesn't and why.</summary>
/// <param name="Functions">Those of the templates, whoever calls them.</param>
/// <param name="Triggers">Functions that get a table's changes.</param>
/// <param name="NotRun">By type.</param>
/// <param name="Notes">What isn't here as it is on AWS, a sentence each.</param>
internal sealed record StackReport(
    string Stack,
    string Region,
    string Account,
    ImmutableArray<ApiReport> Apis,
    ImmutableArray<FunctionReport> Functions,
    ImmutableArray<string> Tables,
    ImmutableArray<TriggerReport> Triggers,
    ImmutableArray<NotRunReport> NotRun,
    ImmutableArray<string> Notes)
{
    /// <summary>False when there is a route that can't work.</summary>
    public bool Works => Apis.All(api => api.Problem is null && api.Stages.All(stage => stage.Problem is null && stage.Routes.All(route => route.Works)));
}

/// <param name="Problem">Why nobody can connect to any stage. Null when somebody can.</param>
internal sealed record ApiReport(string Name, string LogicalId, string? Problem, ImmutableArray<StageReport> Stages);

/// <param name="Problem">Why nobody can connect. Null when one can.</param>
internal sealed record StageReport(string Name, string? Problem, ImmutableArray<RouteReport> Routes);

/// <param name="Backend">What it calls, in words.</param>
/// <param name="Problems">Why it can't work; none when it can.</param>
internal sealed record RouteReport(string Key, string Backend, ImmutableArray<string> Problems)
{
    public bool Works => Problems.IsEmpty;
}

/// <param name="Problem">Why it can't run. Null when it can be tried.</param>
/// <param name="Remarks">What may make it fail, or differs from AWS.</param>
internal sealed record FunctionReport(string Name, string LogicalId, string Runtime, string? Problem, ImmutableArray<string> Remarks);

/// <param name="Problem">Why it isn't run. Null when it is.</param>
internal sealed record TriggerReport(string LogicalId, string Function, string? Problem);

/// <summary>Resources of a type that the emulator doesn't run.</summary>
internal sealed record NotRunReport(string Type, ImmutableArray<string> LogicalIds);
