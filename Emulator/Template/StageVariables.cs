using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Template;

/// <summary><c>${stageVariables.name}</c> in the URIs of integrations. https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html</summary>
internal static partial class StageVariables
{
    public static bool AreIn(string text) => text.Contains("${stageVariables.", StringComparison.Ordinal);

    /// <summary>A variable that the stage doesn't have is nothing.</summary>
    public static string Replace(string text, ImmutableDictionary<string, string> variables) =>
        Pattern().Replace(text, match => variables.GetValueOrDefault(match.Groups["name"].Value, ""));

    [GeneratedRegex(@"\$\{stageVariables\.(?<name>[A-Za-z0-9_]+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
