using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>A template's <c>Conditions</c>, each evaluated once.</summary>
internal sealed class Conditions(TemplateFile template, Resolver resolver, EvaluationGuard guard)
{
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public bool IsTrue(string name, Location at)
    {
        if (_known.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!template.TryGetEntry("Conditions", name, out var expression))
        {
            throw at.Error($"the condition '{name}' isn't one of the template's Conditions.");
        }

        var declared = template.At.Into("Conditions").Into(name);
        return _known[name] = guard.Following($"{template.StackName}/Conditions.{name}", declared, () => Evaluate(expression, declared));
    }

    private bool Evaluate(JsonElement expression, Location at) => guard.Nested(at, () =>
    {
        if (expression.ValueKind is not JsonValueKind.Object || expression.EnumerateObject().ToArray() is not [var call])
        {
            throw at.Error("must be an object with one condition function.");
        }

        var here = at.Into(call.Name);
        return call.Name switch
        {
            "Condition" when call.Value.ValueKind is JsonValueKind.String => IsTrue(call.Value.GetString()!, here),
            "Fn::Equals" => Arguments(call.Value, here, 2, 2) is var sides
                && resolver.ResolveText(sides[0], here.At(0)) == resolver.ResolveText(sides[1], here.At(1)),
            "Fn::Not" => !Evaluate(Arguments(call.Value, here, 1, 1)[0], here.At(0)),
            // CloudFormation allows 2 to 10.
            "Fn::And" => Arguments(call.Value, here, 2, 10).Select((term, index) => Evaluate(term, here.At(index))).All(term => term),
            "Fn::Or" => Arguments(call.Value, here, 2, 10).Select((term, index) => Evaluate(term, here.At(index))).Any(term => term),
            _ => throw at.Error($"the condition function {call.Name} isn't known here; Condition, Fn::Equals, Fn::And, Fn::Or and Fn::Not are."),
        };
    });

    private static JsonElement[] Arguments(JsonElement json, Location at, int min, int max)
    {
        JsonElement[] arguments = json.ValueKind is JsonValueKind.Array ? [.. json.EnumerateArray()] : [];
        return arguments.Length >= min && arguments.Length <= max
            ? arguments
            : throw at.Error(min == max ? $"needs a list of {min}." : $"needs a list of {min} to {max}.");
    }
}
