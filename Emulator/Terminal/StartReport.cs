using System.Text;

namespace Chat.Emulator.Terminal;

/// <summary>What a person is told once everything is usable; the last lines, <c>ready ws://…</c>, are for scripts too.</summary>
internal static class StartReport
{
    public static string Of(LocalCloud cloud)
    {
        var text = new StringBuilder();
        foreach (var resource in cloud.Stack.NotRun)
        {
            Line(text, "not run", $"{resource.LogicalId}: the emulator has no {resource.Type}");
        }

        if (!cloud.IsIamOn)
        {
            Line(text, "iam OFF", "signatures and permissions are not checked: what works here may be denied on AWS");
        }

        foreach (var table in cloud.Stack.Tables)
        {
            Line(text, "table", $"{table.Name} at {cloud.TableEndpoint}");
        }

        Line(text, "functions", string.Join(", ", cloud.Stack.Functions.Select(function => function.Name)));
        foreach (var api in cloud.Stack.Apis)
        {
            Line(text, "api", $"{api.Name}: {string.Join(", ", api.Routes.Keys.Order(StringComparer.Ordinal))}");
        }

        foreach (var stage in cloud.Stages)
        {
            Line(text, "callback", $"{stage.CallbackUrl}/@connections/{{connectionId}}");
        }

        if (cloud.PageUrl is { } page)
        {
            Line(text, "page", page.ToString());
        }

        return text.AppendJoin('\n', cloud.Stages.Select(stage => $"ready {stage.WebSocketUrl}")).ToString();
    }

    private static void Line(StringBuilder text, string what, string value) => text.Append("  ").Append(what.PadRight(11)).Append(value).Append('\n');
}
