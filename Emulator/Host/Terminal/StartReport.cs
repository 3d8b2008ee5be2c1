using System.Text;
using System.Text.Json;
using Chat.Emulator.Host.Check;
using Chat.Emulator.Host.Terminal.Messages;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal;

/// <summary>What a person is told once everything is usable; the last lines, <c>ready ws://…</c>, are for scripts too.</summary>
internal static class StartReport
{
    public static string Of(LocalCloud cloud, TerminalOutput output)
    {
        var ready = cloud.Stages.Where(stage => stage.Stage.IsDeployed).ToList();
        if (output is TerminalOutput.Json)
        {
            return string.Join('\n', ready.Select(stage => JsonSerializer.Serialize(OutputLine.Of(stage), OutputJson.Default.ReadyOutput)));
        }

        var text = output is TerminalOutput.Quiet ? new StringBuilder() : Report(cloud);
        return text.AppendJoin('\n', ready.Select(stage => $"ready {stage.WebSocketUrl}")).ToString();
    }

    private static StringBuilder Report(LocalCloud cloud)
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

        foreach (var line in cloud.Lines)
        {
            Line(text, line.What, line.Value);
        }

        if (cloud.Recording is { } recording)
        {
            Line(text, "recording", $"every session, to {recording}");
        }

        if (!check.Works)
        {
            Line(text, "routes", $"{ReportText.Summary(check)} The command 'check' says why.");
        }

        Line(text, "tls", $"https and wss on the same port, for clients that trust {cloud.AuthorityFile}");

        if (cloud.PageUrl is { } page)
        {
            Line(text, "page", page.ToString());
        }

        // A token that was given is known where it came from, and this output may be somebody's log: Aspire's, say.
        Line(text, "console", cloud.IsConsoleTokenGiven ? cloud.ConsoleUrl.GetLeftPart(UriPartial.Path) : cloud.ConsoleUrl.ToString());
        return text;
    }

    private static void Line(StringBuilder text, string what, string value) => text.Append("  ").Append(what.PadRight(11)).Append(value).Append('\n');
}
