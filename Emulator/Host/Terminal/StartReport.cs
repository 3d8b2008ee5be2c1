using System.Text;
using Chat.Emulator.Host.Check;

namespace Chat.Emulator.Host.Terminal;

/// <summary>What a person is told once everything is usable; the last lines, <c>ready ws://…</c>, are for scripts too.</summary>
internal static class StartReport
{
    public static string Of(LocalCloud cloud)
    {
        var text = new StringBuilder();
        var check = cloud.Check();
        foreach (var type in check.NotRun)
        {
            Line(text, "not run", ReportText.NotRun(type));
        }

        if (!cloud.IsIamOn)
        {
            Line(text, "iam OFF", "signatures and permissions are not checked: what works here may be denied on AWS");
        }

        if (cloud.Faults.IsAny)
        {
            Line(text, "faults ON", $"on purpose, worse than AWS: {cloud.Faults}");
        }

        foreach (var table in cloud.Stack.Tables)
        {
            Line(text, "table", $"{table.Name} {(cloud.TableEndpoint is { } endpoint ? $"at {endpoint}" : "on AWS, with your credentials")}");
        }

        Line(text, "functions", string.Join(", ", cloud.Stack.Functions.Select(function => function.Name)));
        foreach (var api in cloud.Stack.Apis)
        {
            Line(text, "api", $"{api.Name}: {string.Join(", ", api.Routes.Keys.Order(StringComparer.Ordinal))}");
        }

        if (!check.Works)
        {
            Line(text, "routes", $"{ReportText.Summary(check)} The command 'check' says why.");
        }

        foreach (var stage in cloud.Stages)
        {
            foreach (var key in stage.Stage.ApiKeys)
            {
                // A value that the template gives is the developer's own to know, and no business of a terminal.
                Line(text, "api key", $"{key.LogicalId}: x-api-key {(key.IsGenerated ? key.Value : "as in the template")}");
            }

            if (!stage.Stage.IsDeployed)
            {
                Line(text, "undeployed", $"{stage.Stage.Name}: it has neither AutoDeploy nor an AWS::ApiGatewayV2::Deployment, so every request gets 403");
            }

            Line(text, "callback", $"{stage.CallbackUrl}/@connections/{{connectionId}}");
            Line(text, "", $"https{stage.CallbackUrl.AbsoluteUri["http".Length..]}/@connections/{{connectionId}}");
        }

        Line(text, "tls", $"https and wss on the same port, for clients that trust {cloud.AuthorityFile}");

        if (cloud.PageUrl is { } page)
        {
            Line(text, "page", page.ToString());
        }

        // A token that was given is known where it came from, and this output may be somebody's log: Aspire's, say.
        Line(text, "console", cloud.IsConsoleTokenGiven ? cloud.ConsoleUrl.GetLeftPart(UriPartial.Path) : cloud.ConsoleUrl.ToString());
        var ready = cloud.Stages.Where(stage => stage.Stage.IsDeployed);
        return text.AppendJoin('\n', ready.Select(stage => $"ready {stage.WebSocketUrl}")).ToString();
    }

    private static void Line(StringBuilder text, string what, string value) => text.Append("  ").Append(what.PadRight(11)).Append(value).Append('\n');
}
