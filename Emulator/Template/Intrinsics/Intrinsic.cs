using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>A call of an intrinsic function: an object whose only property is <c>Ref</c> or <c>Fn::…</c>.</summary>
internal sealed record Intrinsic(string Name, JsonElement Argument)
{
    /// <summary>Null when the object is plain data.</summary>
    public static Intrinsic? TryRead(JsonElement json, Location at)
    {
        Intrinsic? intrinsic = null;
        var properties = 0;
        foreach (var property in json.EnumerateObject())
        {
            properties++;
            if (property.Name.StartsWith("Fn::", StringComparison.Ordinal))
            {
                intrinsic = new Intrinsic(property.Name, property.Value);
            }
        }

        if (properties == 1 && json.TryGetProperty("Ref", out var reference))
        {
            return new Intrinsic("Ref", reference);
        }

        return intrinsic is null || properties == 1
            ? intrinsic
            : throw at.Error($"{intrinsic.Name} must be the only property of its object.");
    }

    public string TextArgument(Location at) =>
        Argument.ValueKind is JsonValueKind.String ? Argument.GetString()! : throw at.Error("needs a name, as a string.");
}
