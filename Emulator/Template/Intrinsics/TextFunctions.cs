using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>The functions that make text of text: <c>Join</c>, <c>Sub</c>, <c>Select</c>, <c>Split</c>, <c>FindInMap</c>.</summary>
internal sealed class TextFunctions(TemplateFile template, Resolver resolver)
{
    /// <summary><c>[delimiter, [values]]</c></summary>
    public Value.Text Join(JsonElement argument, Location at)
    {
        var (delimiter, list) = Two(argument, at, "a delimiter and a list");
        var separator = resolver.ResolveText(delimiter, at.At(0));
        var length = 0L;
        var texts = resolver.ResolveList(list, at.At(1)).Select(item => item as Value.Text ?? throw at.Error("joins strings only.")).ToArray();
        foreach (var text in texts)
        {
            length += text.Content.Length + separator.Length;
        }

        // Measured before it is made.
        return length <= EvaluationGuard.MaxTextLength + separator.Length
            ? EvaluationGuard.Text(string.Join(separator, texts.Select(text => text.Content)), at, MissingOf(texts))
            : throw at.Error($"the string has {length} characters; the limit is {EvaluationGuard.MaxTextLength}.");
    }

    /// <summary><c>"arn:${AWS::Partition}:…"</c>, or <c>["…${Name}…", {"Name": value}]</c>.</summary>
    public Value.Text Sub(JsonElement argument, Location at)
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
            name => variables.TryGetProperty(name, out var variable) ? resolver.ResolveTextValue(variable, at.Into(name)) : Reference(name),
            at);

        Value.Text Reference(string name)
        {
            var value = name.Split('.', 2) is [var logicalId, var attribute]
                ? resolver.References.GetAtt(logicalId, attribute, at)
                : resolver.References.Ref(name, at);
            return value as Value.Text ?? throw at.Error($"${{{name}}} isn't a string.");
        }
    }

    /// <summary><c>[index, [values]]</c></summary>
    public Value Select(JsonElement argument, Location at)
    {
        var (index, list) = Two(argument, at, "an index and a list");
        var items = resolver.ResolveList(list, at.At(1));
        var text = resolver.ResolveText(index, at.At(0));
        if (int.TryParse(text, out var position) && position >= 0 && position < items.Length)
        {
            return items[position];
        }

        // Split from what only AWS knows: the list has no more items than the stand-in has parts.
        return position >= 0 && items.OfType<Value.Text>().FirstOrDefault(item => item.Missing is not null) is { } standIn
            ? standIn
            : throw at.Error($"there is no item at index {text}: the list has {items.Length}.");
    }

    /// <summary><c>[delimiter, text]</c></summary>
    public Value Split(JsonElement argument, Location at)
    {
        var (delimiter, text) = Two(argument, at, "a delimiter and a string");
        var separator = resolver.ResolveText(delimiter, at.At(0));
        return separator.Length == 0
            ? throw at.Error("needs a delimiter that isn't empty.")
            : resolver.ResolveTextValue(text, at.At(1)) is var whole
                ? new Value.List([.. whole.Content.Split(separator).Select(part => new Value.Text(part, whole.Missing))])
                : throw new UnreachableException();
    }

    /// <summary><c>[ipBlock, count, cidrBits]</c>: that many blocks, one after the other.</summary>
    public Value.List Cidr(JsonElement argument, Location at)
    {
        string[] arguments = argument.ValueKind is JsonValueKind.Array && argument.GetArrayLength() is 2 or 3
            ? [.. argument.EnumerateArray().Select((item, index) => resolver.ResolveText(item, at.At(index)))]
            : throw at.Error("needs an IP block, a count, and how many bits each block has.");
        var bits = arguments.Length == 3 ? arguments[2] : "8";
        if (!int.TryParse(arguments[1], out var count) || count is < 1 or > 256 || !int.TryParse(bits, out var size) || size is < 1 or > 30)
        {
            throw at.Error($"needs a count from 1 to 256 and a number of bits, not {arguments[1]} and {bits}.");
        }

        // No network exists here: only that they differ matters.
        return IPNetwork.TryParse(arguments[0], out var block) && block.BaseAddress.GetAddressBytes() is { Length: 4 } address
            ? new Value.List([.. Enumerable.Range(0, count).Select(index =>
                new Value.Text($"{new IPAddress(BitConverter.GetBytes(IPAddress.HostToNetworkOrder((int)(BinaryPrimitives.ReadUInt32BigEndian(address) + ((uint)index << size)))))}/{32 - size}"))])
            : new Value.List([.. Enumerable.Range(0, count).Select(index => StandIn.For($"{arguments[0]} {index}", new Missing($"block {index} of {arguments[0]}")))]);
    }

    /// <summary><c>[map, top-level key, second-level key]</c></summary>
    public Value FindInMap(JsonElement argument, Location at)
    {
        // AWS::LanguageExtensions adds a fourth: {"DefaultValue": …}.
        JsonElement[] arguments = argument.ValueKind is JsonValueKind.Array && argument.GetArrayLength() is 3 or 4
            ? [.. argument.EnumerateArray()]
            : throw at.Error("needs a map's name and two keys.");
        var keys = arguments.Take(3).Select((key, index) => resolver.ResolveText(key, at.At(index))).ToArray();
        if (template.TryGetEntry("Mappings", keys[0], out var map))
        {
            if (map.TryGetObject(keys[1])?.TryGet(keys[2]) is { } value)
            {
                return PlainValue(value, string.Join('.', keys), at);
            }

            if (arguments is [.., var options] && arguments.Length == 4 && options.TryGet("DefaultValue") is { } otherwise)
            {
                return resolver.Resolve(otherwise, at.At(3));
            }

            // By account or region, often: the first one that has the second key stands for the one that is missing.
            foreach (var entry in map.ValueKind is JsonValueKind.Object ? map.EnumerateObject() : [])
            {
                if (entry.Value.TryGet(keys[2]) is { } other && PlainValue(other, string.Join('.', keys), at) is Value.Text text)
                {
                    return text with { Missing = new Missing($"{string.Join('.', keys)}, which isn't in the template's Mappings (the value is that of {entry.Name}),") };
                }
            }
        }

        throw at.Error($"the template's Mappings have no {string.Join('.', keys)}.");
    }

    // As on AWS a mapping holds plain values. Functions in it could multiply without end.
    private Value PlainValue(JsonElement value, string name, Location at) =>
        value.ValueKind is JsonValueKind.Object || (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().Any(IsNested))
            ? throw at.Error($"{name} must be a plain value or a list of them.")
            : resolver.Resolve(value, at);

    /// <summary>Of the first part that has some.</summary>
    private static Missing? MissingOf(IEnumerable<Value.Text> texts) => texts.FirstOrDefault(text => text.Missing is not null)?.Missing;

    private static bool IsNested(JsonElement item) => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    private static (JsonElement First, JsonElement Second) Two(JsonElement argument, Location at, string what) =>
        argument.ValueKind is JsonValueKind.Array && argument.GetArrayLength() == 2
            ? (argument[0], argument[1])
            : throw at.Error($"needs {what}.");
}
