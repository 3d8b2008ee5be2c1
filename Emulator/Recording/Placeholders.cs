using System.Text;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Recording;

/// <summary>What stands in a recording in place of a secret: <c>{{secret:NAME}}</c>.</summary>
internal static partial class Placeholders
{
    /// <summary>One of them, as a regular expression.</summary>
    public const string Pattern = @"\{\{secret:(?<name>[a-z0-9-]+)\}\}";

    public static string Of(string name) => $"{{{{secret:{name}}}}}";

    /// <summary>Of a header's, a parameter's or a property's name what may stand in a placeholder.</summary>
    public static string NameOf(string name) => Other().Replace(name.ToLowerInvariant(), "-").Trim('-') is { Length: > 0 } plain ? plain : "secret";

    /// <summary>Changes what stands between placeholders, and leaves them as they are.</summary>
    public static string MapOthers(string text, Func<string, string> change)
    {
        var mapped = new StringBuilder(text.Length);
        var end = 0;
        foreach (Match placeholder in Any().Matches(text))
        {
            mapped.Append(change(text[end..placeholder.Index])).Append(placeholder.Value);
            end = placeholder.Index + placeholder.Length;
        }

        return mapped.Append(change(text[end..])).ToString();
    }

    /// <summary>The names in the placeholders of a text, in their order.</summary>
    public static IEnumerable<string> NamesIn(string text) => Any().Matches(text).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(Pattern)]
    public static partial Regex Any();

    [GeneratedRegex($"^{Pattern}$")]
    public static partial Regex Whole();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Other();
}
