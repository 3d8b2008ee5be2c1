using System.Text.RegularExpressions;

namespace Chat.Infra.Tests;

/// <summary>
/// The properties that <c>docs/supported.md</c> lists are those of CloudFormation's schemas: none is missing, and none is made up. The schemas are those from which the CDK
/// that cdk-nag brings makes its classes.
/// </summary>
public sealed partial class SchemaTests
{
    private static readonly string Nag = BuildMetadata.Find("NagFolder");

    private static readonly string[] Sections = File.ReadAllText(Path.Combine(Nag, "..", "..", "..", "docs", "supported.md"))
        .Split("\n## ").Single(section => section.StartsWith("Resources\n", StringComparison.Ordinal))
        .Split("\n### `")[1..];

    public static TheoryData<string> Types => [.. Sections.Select(TypeOf)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Page_OfAType_HasThePropertiesOfItsSchema(string type)
    {
        var rows = Sections.Single(section => TypeOf(section) == type).Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        var listed = rows.SelectMany(row => Code().Matches(row.Split('|')[1])).Select(property => property.Groups[1].Value.Split('.')[0]).Distinct();

        Assert.Equal(SchemaOf(type).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static string TypeOf(string section) => section[..section.IndexOf('`', StringComparison.Ordinal)];

    // function convertCfnRoutePropsToCloudFormation(properties){return …,{ApiId:cdk().stringToCloudFormation(properties.apiId),…}):properties}
    private static IEnumerable<string> SchemaOf(string type)
    {
        var parts = type.Split("::");
#pragma warning disable CA1308 // A folder's name; nothing is compared.
        var service = parts[1].ToLowerInvariant();
#pragma warning restore CA1308
        var code = File.ReadAllText(Path.Combine(Nag, "node_modules", "aws-cdk-lib", $"aws-{service}", "lib", $"{service}.generated.js"));
        var start = code.IndexOf($"function convertCfn{parts[2]}PropsToCloudFormation(", StringComparison.Ordinal);
        Assert.True(start >= 0, $"The CDK has no {type}.");
        return Property().Matches(code[start..code.IndexOf("):properties}", start, StringComparison.Ordinal)]).Select(property => property.Groups[1].Value);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("[{,]([A-Z][A-Za-z0-9]*):")]
    private static partial Regex Property();
}
