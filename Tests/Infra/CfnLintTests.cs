using System.Text.Json.Nodes;

namespace Chat.Infra.Tests;

/// <summary>cfn-lint, the linter that most of AWS's own pipelines run. It is a Python program, so it is looked for and not installed.</summary>
[Collection(SynthesizedChatTests.Name)]
public sealed class CfnLintTests(SynthesizedChat chat)
{
    // W3005: the CDK makes a function depend on its role as well as refer to it; redundant, and not ours to leave out.
    private static readonly string[] Arguments = ["--format", "json", "--ignore-checks", "W3005", "--non-zero-exit-code", "none", "--"];

    [CfnLintFact]
    public async Task CfnLint_OnTheTemplate_FindsNothing_AndOnAFaultFindsIt()
    {
        var faulty = JsonNode.Parse(chat.TemplateText)!;
        faulty["Resources"]!["SendFunction38326C84"]!["Properties"]!["Runtime"] = "provided.al1999";

        Assert.Empty(await FindAsync(chat.TemplateText));
        Assert.Empty(await FindAsync(ChatSettingsTests.WithEverything(chat.PackageFolder)));
        Assert.Contains(await FindAsync(faulty.ToJsonString()), rule => rule.StartsWith('E'));
    }

    private static async Task<IEnumerable<string>> FindAsync(string template) =>
        JsonNode.Parse(await TemplateTool.RunAsync(CfnLintFactAttribute.Program!, Arguments, [template]))!.AsArray()
            .Select(finding => (string)finding!["Rule"]!["Id"]!)
            .ToArray();
}

/// <summary>A fact that needs cfn-lint on the PATH.</summary>
public sealed class CfnLintFactAttribute : FactAttribute
{
    public CfnLintFactAttribute() => Skip = Program is null ? "cfn-lint isn't on the PATH (pip install cfn-lint)." : null;

    internal static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Where(Path.IsPathFullyQualified)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "cfn-lint.exe" : "cfn-lint"))
        .FirstOrDefault(File.Exists);
}
