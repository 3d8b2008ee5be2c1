using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Emulator.Options;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template.Transformation;

/// <summary>
/// <c>AWS::LanguageExtensions</c>: writes out its loops, <c>Fn::ForEach::Name: [variable, values, {key: body}]</c>. Its other functions are
/// resolved like all others.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html
/// </summary>
internal sealed class LanguageExtensions
{
    public const string Name = "AWS::LanguageExtensions";

    private const string Loop = "Fn::ForEach::";

    // Loops nest: this bounds what all of them together write.
    private const int MaxCopies = 5_000;
    private const int MaxCharacters = 16 * 1024 * 1024;

    private readonly JsonObject _template;
    private readonly ReadingNotes _notes;
    private readonly DeployOptions _options;
    private int _copies;
    private int _characters;

    private LanguageExtensions(JsonObject template, ReadingNotes notes, DeployOptions options)
    {
        _template = template;
        _notes = notes;
        _options = options;
    }

    public static JsonElement Expand(JsonElement root, Location at, ReadingNotes notes, DeployOptions options)
    {
        var template = TemplateTree.Of(root);
        new LanguageExtensions(template, notes, options).ExpandIn(template, at);
        return TemplateTree.ToElement(template, at);
    }

    private void ExpandIn(JsonNode? node, Location at)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map.ToArray())
            {
                if (name.StartsWith(Loop, StringComparison.Ordinal))
                {
                    map.Remove(name);
                    Write(map, value, at.Into(name));
                }
            }

            foreach (var (name, value) in map.ToArray())
            {
                ExpandIn(value, at.Into(name));
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var (index, item) in list.Index())
            {
                ExpandIn(item, at.At(index));
            }
        }
    }

    private void Write(JsonObject map, JsonNode? loop, Location at)
    {
        if (loop is not JsonArray { Count: 3 } parts || parts[0] is not JsonValue named || !named.TryGetValue<string>(out var variable) || parts[2] is not JsonObject body)
        {
            throw at.Error("must be a list of a variable's name, its values, and an object.");
        }

        if (Values(parts[1]) is not { } values)
        {
            _notes.Add(at.Message("the loop is left out: its values must be a list, or a parameter that has one."));
            return;
        }

        var text = body.ToJsonString();
        foreach (var value in values)
        {
            _characters += text.Length;
            if (++_copies > MaxCopies || _characters > MaxCharacters)
            {
                throw at.Error($"the loops write more than {MaxCopies} copies, or more than {MaxCharacters / 1024 / 1024} MB.");
            }

            var copy = (JsonObject)Replace(body, variable, value)!;

            // A loop in the loop has the same name each time: so it is written out before the copies meet.
            ExpandIn(copy, at);
            foreach (var (name, entry) in copy.ToArray())
            {
                if (!map.TryAdd(name, entry?.DeepClone()))
                {
                    throw at.Error($"'{name}' is there more than once: its name must contain ${{{variable}}}.");
                }
            }
        }
    }

    private string[]? Values(JsonNode? values)
    {
        switch (values)
        {
            case JsonArray list:
                return [.. list.SelectMany(item => item is JsonObject ? Values(item) ?? [] : [item?.ToString() ?? ""])];
            case JsonObject { Count: 1 } call when call["Ref"]?.ToString() is { } name:
                var parameters = _template["Parameters"] as JsonObject;
                var text = _options.Parameters.GetValueOrDefault(name) ?? (parameters?[name] as JsonObject)?["Default"]?.ToString();
                return text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            default:
                return null;
        }
    }

    private static JsonNode? Replace(JsonNode? node, string variable, string value) => node switch
    {
        JsonObject { Count: 1 } call when call["Ref"] is JsonValue name && name.TryGetValue<string>(out var text) && text == variable => JsonValue.Create(value),
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(Replace(entry.Key, variable, value), Replace(entry.Value, variable, value)))),
        JsonArray list => new JsonArray([.. list.Select(item => Replace(item, variable, value))]),
        JsonValue text when text.TryGetValue<string>(out var content) => JsonValue.Create(Replace(content, variable, value)),
        _ => node?.DeepClone(),
    };

    // &{Name} leaves out what a logical ID can't have.
    private static string Replace(string text, string variable, string value) => text
        .Replace($"${{{variable}}}", value, StringComparison.Ordinal)
        .Replace($"&{{{variable}}}", string.Concat(value.Where(char.IsAsciiLetterOrDigit)), StringComparison.Ordinal);
}
