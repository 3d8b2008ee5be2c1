using System.Text.RegularExpressions;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>
/// <c>{{resolve:ssm:name}}</c> and its like, which AWS looks up when it deploys.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
/// </summary>
internal static partial class DynamicReferences
{
    /// <summary>The text with a stand-in for each of them.</summary>
    public static Value.Text Resolve(Value.Text text)
    {
        if (!text.Content.Contains("{{resolve:", StringComparison.Ordinal))
        {
            return text;
        }

        var missing = text.Missing;
        var content = Pattern().Replace(text.Content, reference =>
        {
            var name = reference.Groups["name"].Value;
            missing ??= new Missing($"the dynamic reference {reference.Value}");
            return StandIn.For(name, missing).Content;
        });
        return new Value.Text(content, missing);
    }

    // {{resolve:secretsmanager:Chat:SecretString:password}}, {{resolve:ssm-secure:/chat/key:3}}
    [GeneratedRegex(@"\{\{resolve:[a-z-]+:(?<name>[^{}]+)\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
