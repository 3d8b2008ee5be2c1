using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.Infra.Tests;

[Collection(SynthesizedChatTests.Name)]
public sealed class LintTests(SynthesizedChat chat)
{
    // Rule and reason. Nothing else may be found.
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["W3005"] = "The CDK makes a function depend on its role as well as refer to it; redundant, and not ours to leave out.",
    };

    private static string Script => Path.Combine(BuildMetadata.Find("LintFolder"), "lint.mjs");

    /// <summary>One run for all: starting the linter takes far longer than what it then does. Faults are sown to see that it finds some.</summary>
    [Fact]
    public async Task Linter_OnTheTemplate_FindsNothing_AndOnFaultsFindsThem()
    {
        var found = await LintAsync(
            chat.TemplateText,
            ChatPageTests.TemplateText,
            With("ConnectFunction80B8911E", p => p["Environment"]!["Variables"]!["WEBSOCKET_TABLE"] = new JsonObject { ["Ref"] = "NoSuchTable" }),
            With("SendFunction38326C84", p => p["Runtime"] = "provided.al1999"),
            With("ConnectionsTable8000B8A1", p => p["BillingMode"] = "FREE"));

        Assert.Collection(
            found,
            Assert.Empty,
            Assert.Empty,
            danglingRef => Assert.Contains(danglingRef, f => f.Message.Contains("NoSuchTable", StringComparison.Ordinal)),
            unknownRuntime => Assert.Contains(unknownRuntime, f => f.Entity?.LogicalId == "SendFunction38326C84"),
            unknownBilling => Assert.Contains(unknownBilling, f => f.Entity?.LogicalId == "ConnectionsTable8000B8A1"));
    }

    /// <summary>Nobody has deployed the conformance suite's template yet: this much can be known of it.</summary>
    [Fact]
    public async Task Linter_OnTheConformanceTemplate_FindsNothing()
    {
        var template = Path.Combine(BuildMetadata.Find("LintFolder"), "..", "..", "Conformance", "template.yaml");
        var findings = JsonSerializer.Deserialize<LintFinding[][]>(await TemplateTool.RunAsync("node", [Script, template]), JsonSerializerOptions.Web)!;
        Assert.DoesNotContain(Assert.Single(findings), finding => finding.IsFailure);
    }

    private string With(string logicalId, Action<JsonNode> fault)
    {
        var template = JsonNode.Parse(chat.TemplateText)!;
        fault(template["Resources"]![logicalId]!["Properties"]!);
        return template.ToJsonString();
    }

    /// <summary>The failures per template, in the order given.</summary>
    private static async Task<LintFinding[][]> LintAsync(params string[] templates)
    {
        var reports = JsonSerializer.Deserialize<LintFinding[][]>(await TemplateTool.RunAsync("node", [Script], templates), JsonSerializerOptions.Web)!;
        return [.. reports.Select(r => r.Where(f => f.IsFailure && !Allowed.ContainsKey(f.RuleId)).ToArray())];
    }
}
