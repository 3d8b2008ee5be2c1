using System.Text.Json;
using System.Text.RegularExpressions;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Terminal;

/// <summary>The files that people keep for deployments: values of parameters and of environment variables.</summary>
internal static partial class DeployFiles
{
    private const string OfAllFunctions = "Parameters";

    /// <summary><c>Function.NAME=value</c>. Null when the text isn't that.</summary>
    public static KeyValuePair<VariableName, string>? VariableOf(string text) =>
        text.Split('=', 2) is [var name, var value] && name.LastIndexOf('.') is > 0 and var dot && dot < name.Length - 1
            ? KeyValuePair.Create(new VariableName(name[..dot], name[(dot + 1)..]), value)
            : null;

    /// <summary>
    /// <c>[{"ParameterKey": …, "ParameterValue": …}]</c> as CloudFormation's command line takes it, <c>{"Parameters": {…}}</c> as CodePipeline does,
    /// a plain object, SAM's <c>samconfig.toml</c>, or lines of <c>NAME=VALUE</c>.
    /// </summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static IEnumerable<KeyValuePair<string, string>> ReadParameters(string path)
    {
        var text = File.ReadAllText(path);
        if (Path.GetExtension(path) == ".toml")
        {
            return [.. OverridesOf(text).SelectMany(Pairs)];
        }

        if (text.TrimStart() is ['[' or '{', ..])
        {
            return FromJson(Parse(text));
        }

        return [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').SelectMany(Line)];
    }

    /// <summary><c>{"Function": {"NAME": "value"}, "Parameters": {"NAME": "for all functions that have it"}}</c>, as <c>sam local --env-vars</c> takes it.</summary>
    /// <exception cref="FormatException">It isn't that.</exception>
    public static IEnumerable<KeyValuePair<VariableName, string>> ReadVariables(string path)
    {
        var json = Parse(File.ReadAllText(path));
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it must be an object with an object for each function.");
        }

        return
        [
            .. from function in json.EnumerateObject()
               from variable in function.Value.ValueKind == JsonValueKind.Object
                   ? function.Value.EnumerateObject()
                   : throw new FormatException($"'{function.Name}' must be an object: functions' names, or {OfAllFunctions}, come first.")
               select KeyValuePair.Create(new VariableName(function.Name == OfAllFunctions ? null : function.Name, variable.Name), Text(variable.Value)),
        ];
    }

    private static IEnumerable<KeyValuePair<string, string>> FromJson(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.String
            ? Pairs(item.GetString()!)
            : [KeyValuePair.Create(
                item.TryGetText("ParameterKey") ?? throw new FormatException("each item needs a ParameterKey and a ParameterValue."),
                Text(item.TryGet("ParameterValue") ?? throw new FormatException("each item needs a ParameterKey and a ParameterValue.")))])]
        : [.. (json.TryGetObject("Parameters") ?? json).EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, Text(entry.Value)))];

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException e)
        {
            throw new FormatException($"it isn't valid JSON: {e.Message}", e);
        }
    }

    private static string Text(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();

    // parameter_overrides = "Stage=\"dev\" Token=secret", or a list of such texts.
    private static IEnumerable<string> OverridesOf(string toml)
    {
        foreach (Match setting in Overrides().Matches(toml))
        {
            foreach (Match text in TomlTexts().Matches(setting.Groups["value"].Value))
            {
                yield return text.Groups["literal"].Success
                    ? text.Groups["literal"].Value
                    : text.Groups["text"].Value.Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal);
            }
        }
    }

    // One a line may have blanks in its value.
    private static IEnumerable<KeyValuePair<string, string>> Line(string line) =>
        Assignments().Count(line) == 1 && line.Split('=', 2) is [var name, var value] && !name.Contains("ParameterKey", StringComparison.Ordinal)
            ? [KeyValuePair.Create(name.Trim(), value.Trim().Trim('"'))]
            : Pairs(line);

    // Stage=dev Name="two words", or ParameterKey=Stage,ParameterValue=dev.
    private static IEnumerable<KeyValuePair<string, string>> Pairs(string text)
    {
        var found = Assignments().Matches(text);
        return found.Count == 0
            ? throw new FormatException($"'{text}' isn't NAME=VALUE.")
            : found.Select(match => KeyValuePair.Create(
                match.Groups["name"].Value, match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["plain"].Value));
    }

    [GeneratedRegex(@"^\s*parameter_overrides\s*=\s*(?<value>\[[^\]]*\]|[^\r\n]*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Overrides();

    [GeneratedRegex("\"(?<text>([^\"\\\\]|\\\\.)*)\"|'(?<literal>[^']*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex TomlTexts();

    [GeneratedRegex("(ParameterKey=)?(?<name>[A-Za-z0-9]+)(,ParameterValue)?=(\"(?<quoted>[^\"]*)\"|(?<plain>[^\\s,\"]*(,[^\\s,\"]+)*))", RegexOptions.ExplicitCapture)]
    private static partial Regex Assignments();
}
