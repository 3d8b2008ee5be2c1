using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>The functions that make text of text: <c>Join</c>, <c>Sub</c>, <c>Select</c>, <c>Split</c>, <c>FindInMap</c>.</summary>
internal sealed class TextFunctions(TemplateFile template, Resolver resolver)
{
    /// <summary><c>[delimiter, [values]]</c></summary>
    public Value Join(JsonElement argument, Location at)
    {
        var (delimiter, list) = Two(argument, at, "a delimiter and a list");
        var separator = resolver.ResolveText(delimiter, at.At(0));
        var length = 0L;
        var parts = resolver.ResolveList(list, at.At(1)).Select(item => item is Value.Text text ? text.Content : throw at.Error("joins strings only.")).ToArray();
        foreach (var part in parts)
        {
            length += part.Length + separator.Length;
        }

        // Measured before it is made.
        return length <= EvaluationGuard.MaxTextLength + separator.Length
            ? EvaluationGuard.Text(string.Join(separator, parts), at)
            : throw at.Error($"the string has {length} characters; the limit is {EvaluationGuard.MaxTextLength}.");
    }

    /// <summary><c>"arn:${AWS::Partition}:…"</c>, or <c>["…${Name}…", {"Name": value}]</c>.</summary>
    public Value Sub(JsonElement argument, Location at)
    {
        if (argument.ValueKind is JsonValueKind.String)
        {
            return Substitution.Apply(argument.GetString()!, Reference, at);
        }

        var (text, variables) = Two(argument, at, "a string and its variables");
        if (text.ValueKind is not JsonValueKind.String || variables.ValueKind is not JsonValueKind.Object)
        {
            throw at.Error("needs a string and an object with its variables.");
        }

        return Substitution.Apply(
            text.GetString()!,
            name => variables.TryGetProperty(name, out var variable) ? resolver.ResolveText(variable, at.Into(name)) : Reference(name),
            at);

        string Reference(string name)
        {
            var value = name.Split('.', 2) is [var logicalId, var attribute]
                ? resolver.References.GetAtt(logicalId, attribute, at)
                : resolver.References.Ref(name, at);
            return value is Value.Text content ? content.Content : throw at.Error($"${{{name}}} isn't a string.");
        }
    }

    /// <summary><c>[index, [values]]</c></summary>
    public Value Select(JsonElement argument, Location at)
    {
        var (index, list) = Two(argument, at, "an index and a list");
        var items = resolver.ResolveList(list, at.At(1));
        var text = resolver.ResolveText(index, at.At(0));
        return int.TryParse(text, out var position) && position >= 0 && position < items.Length
            ? items[position]
            : throw at.Error($"there is no item at index {text}: the list has {items.Length}.");
    }

    /// <summary><c>[delimiter, text]</c></summary>
    public Value Split(JsonElement argument, Location at)
    {
        var (delimiter, text) = Two(argument, at, "a delimiter and a string");
        var separator = resolver.ResolveText(delimiter, at.At(0));
        return separator.Length == 0
            ? throw at.Error("needs a delimiter that isn't empty.")
            : new Value.List([.. resolver.ResolveText(text, at.At(1)).Split(separator).Select(part => new Value.Text(part))]);
    }

    /// <summary><c>[map, top-level key, second-level key]</c></summary>
    public Value FindInMap(JsonElement argument, Location at)
    {
        var keys = argument.ValueKind is JsonValueKind.Array && argument.GetArrayLength() == 3
            ? argument.EnumerateArray().Select((key, index) => resolver.ResolveText(key, at.At(index))).ToArray()
            : throw at.Error("needs a map's name and two keys.");
        if (!template.TryGetEntry("Mappings", keys[0], out var map) || map.TryGetObject(keys[1])?.TryGet(keys[2]) is not { } value)
        {
            throw at.Error($"the template's Mappings have no {string.Join('.', keys)}.");
        }

        // As on AWS a mapping holds plain values. Functions in it could multiply without end.
        return value.ValueKind is JsonValueKind.Object || (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().Any(IsNested))
            ? throw at.Error($"{string.Join('.', keys)} must be a plain value or a list of them.")
            : resolver.Resolve(value, at);
    }

    private static bool IsNested(JsonElement item) => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    private static (JsonElement First, JsonElement Second) Two(JsonElement argument, Location at, string what) =>
        argument.ValueKind is JsonValueKind.Array && argument.GetArrayLength() == 2
            ? (argument[0], argument[1])
            : throw at.Error($"needs {what}.");
}
