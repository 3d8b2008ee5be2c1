using System.Globalization;
using System.Text;

namespace Chat.Emulator.Host.Check;

/// <summary>A report for people.</summary>
internal static class ReportText
{
    public static string Of(StackReport report)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{report.Stack}: account {report.Account}, region {report.Region}\n");
        foreach (var api in report.Apis)
        {
            Line(text, "api", api.Name, api.Problem);
            foreach (var stage in api.Stages)
            {
                Line(text, "stage", stage.Name, stage.Problem);
                var width = stage.Routes.Select(route => route.Key.Length).DefaultIfEmpty().Max();
                foreach (var route in stage.Routes)
                {
                    Line(text, route.Works ? "  runs" : "  FAILS", $"{route.Key.PadRight(width)}  {route.Backend}", [.. route.Problems]);
                }
            }
        }

        // Why a route fails stands with the route.
        var said = report.Apis.SelectMany(api => api.Stages).SelectMany(stage => stage.Routes).SelectMany(route => route.Problems).ToHashSet(StringComparer.Ordinal);
        foreach (var function in report.Functions)
        {
            var problem = function.Problem is { } reason && !said.Contains(reason) ? reason : null;
            Line(text, function.Problem is null ? "function" : "can't run", $"{function.Name} ({function.Runtime})", [problem, .. function.Remarks]);
        }

        foreach (var table in report.Tables)
        {
            Line(text, "table", table);
        }

        foreach (var trigger in report.Triggers)
        {
            Line(text, "trigger", $"{trigger.LogicalId}: a table's changes to {trigger.Function}", trigger.Problem);
        }

        foreach (var type in report.NotRun)
        {
            Line(text, "not run", NotRun(type));
        }

        foreach (var note in report.Notes)
        {
            Line(text, "note", note);
        }

        return text.Append(Summary(report)).ToString();
    }

    /// <summary>In one line.</summary>
    public static string Summary(StackReport report)
    {
        RouteReport[] routes = [.. report.Apis.SelectMany(api => api.Stages).SelectMany(stage => stage.Routes)];
        string[] failing = [.. routes.Where(route => !route.Works).Select(route => route.Key).Distinct(StringComparer.Ordinal)];
        var closed = report.Apis.Any(api => api.Problem is not null || api.Stages.Any(stage => stage.Problem is not null)) ? " A stage can't be connected to." : "";
        return (failing.Length == 0 ? "Every route can work." : $"{failing.Length} of {routes.DistinctBy(route => route.Key).Count()} routes can't work: {string.Join(", ", failing)}.") + closed;
    }

    /// <summary>What there is of a type, with as many names as one reads.</summary>
    public static string NotRun(NotRunReport type)
    {
        const int Most = 3;
        var more = type.LogicalIds.Length - Most;
        return $"{type.Type}: {string.Join(", ", type.LogicalIds.Take(Most))}{(more > 0 ? $" and {more} more" : "")}";
    }

    private static void Line(StringBuilder text, string what, string value, params ReadOnlySpan<string?> more)
    {
        text.Append("  ").Append(what.PadRight(11)).Append(value).Append('\n');
        foreach (var remark in more)
        {
            if (remark is not null)
            {
                text.Append(' ', 15).Append(remark.Replace("\n", "\n" + new string(' ', 15), StringComparison.Ordinal)).Append('\n');
            }
        }
    }
}
