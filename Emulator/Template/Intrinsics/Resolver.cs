using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>
/// Resolves the values of one template: JSON in, values without intrinsic functions out.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
/// </summary>
internal sealed class Resolver
{
    private readonly EvaluationGuard _guard;
    private readonly Exports _exports;

    public Resolver(TemplateFile template, TemplateContext context, EvaluationGuard guard, Exports exports)
    {
        _guard = guard;
        _exports = exports;
        Template = template;
        Context = context;
        Conditions = new Conditions(template, this, guard);
        References = new References(template, context, this, guard);
        Functions = new TextFunctions(template, this);
    }

    public TemplateFile Template { get; }

    public TemplateContext Context { get; }

    public Conditions Conditions { get; }

    public References References { get; }

    private TextFunctions Functions { get; }

    public Value Resolve(JsonElement json, Location at) => _guard.Nested(at, () => json.ValueKind switch
    {
        JsonValueKind.String => Plain(json.GetString()!, at),
        JsonValueKind.Number => new Value.Text(json.GetRawText()),
        JsonValueKind.True => new Value.Text("true"),
        JsonValueKind.False => new Value.Text("false"),
        JsonValueKind.Array => List(json, at, Resolve),
        JsonValueKind.Object => Intrinsic.TryRead(json, at) is { } intrinsic ? Call(intrinsic, at) : Map(json, at, Resolve),
        _ => Value.Nothing.Instance,
    });

    /// <summary>The same for values that may name what only AWS knows: in its place stands a <see cref="Value.Unknown"/>, and the rest is resolved.</summary>
    public Value ResolveWhatIsKnown(JsonElement json, Location at)
    {
        if (json.ValueKind is JsonValueKind.Array || (json.ValueKind is JsonValueKind.Object && Intrinsic.TryRead(json, at) is null))
        {
            return _guard.Nested<Value>(
                at, () => json.ValueKind is JsonValueKind.Array ? List(json, at, ResolveWhatIsKnown) : Map(json, at, ResolveWhatIsKnown));
        }

        try
        {
            return Resolve(json, at);
        }
        catch (TemplateException e)
        {
            return new Value.Unknown(e.Message);
        }
    }

    public string ResolveText(JsonElement json, Location at) => Resolve(json, at) is Value.Text text
        ? text.Content
        : throw at.Error("must be a string.");

    public ImmutableArray<Value> ResolveList(JsonElement json, Location at) => Resolve(json, at) is Value.List list
        ? list.Items
        : throw at.Error("must be a list here.");

    private Value Call(Intrinsic intrinsic, Location at)
    {
        var argument = intrinsic.Argument;
        var here = at.Into(intrinsic.Name);
        return intrinsic.Name switch
        {
            "Ref" => References.Ref(intrinsic.TextArgument(here), here),
            "Fn::GetAtt" => GetAtt(argument, here),
            "Fn::If" => If(argument, here),
            "Fn::ImportValue" => _exports.Import(ResolveText(argument, here), here),
            "Fn::Join" => Functions.Join(argument, here),
            "Fn::Sub" => Functions.Sub(argument, here),
            "Fn::Select" => Functions.Select(argument, here),
            "Fn::Split" => Functions.Split(argument, here),
            "Fn::FindInMap" => Functions.FindInMap(argument, here),
            "Fn::Base64" => EvaluationGuard.Text(Convert.ToBase64String(Encoding.UTF8.GetBytes(ResolveText(argument, here))), here),
            "Fn::Equals" or "Fn::And" or "Fn::Or" or "Fn::Not" =>
                throw here.Error("belongs in the template's Conditions; use Fn::If in a property."),
            var unknown => throw at.Error($"the intrinsic function {unknown} isn't known here. Give the value itself."),
        };
    }

    // "Fn::GetAtt": "Table.Arn", or ["Table", "Arn"]; an attribute may itself hold dots.
    private Value.Text GetAtt(JsonElement argument, Location at)
    {
        if (argument.ValueKind is JsonValueKind.String && argument.GetString()!.Split('.', 2) is [var logicalId, var attribute])
        {
            return References.GetAtt(logicalId, attribute, at);
        }

        return argument.ValueKind is JsonValueKind.Array && argument.GetArrayLength() == 2 && argument[0].ValueKind is JsonValueKind.String
            ? References.GetAtt(argument[0].GetString()!, ResolveText(argument[1], at.At(1)), at)
            : throw at.Error("needs a logical id and an attribute's name.");
    }

    private Value If(JsonElement argument, Location at)
    {
        if (argument.ValueKind is not JsonValueKind.Array || argument.GetArrayLength() != 3 || argument[0].ValueKind is not JsonValueKind.String)
        {
            throw at.Error("needs a condition's name and two values.");
        }

        var branch = Conditions.IsTrue(argument[0].GetString()!, at) ? 1 : 2;
        return Resolve(argument[branch], at.At(branch));
    }

    private static Value.List List(JsonElement json, Location at, Func<JsonElement, Location, Value> resolve) => new(
    [
        .. json.EnumerateArray().Select((item, index) => resolve(item, at.At(index))).Where(item => item is not Value.Nothing),
    ]);

    private static Value.Map Map(JsonElement json, Location at, Func<JsonElement, Location, Value> resolve)
    {
        var entries = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (resolve(property.Value, at.Into(property.Name)) is not Value.Nothing and var value)
            {
                entries[property.Name] = value;
            }
        }

        return new Value.Map(entries.ToImmutable());
    }

    // "{{resolve:ssm:name}}" and its like: AWS looks them up when it deploys.
    private static Value.Text Plain(string text, Location at) => text.Contains("{{resolve:", StringComparison.Ordinal)
        ? throw at.Error($"the dynamic reference {text} is looked up on AWS only. Give the value itself for local runs.")
        : EvaluationGuard.Text(text, at);
}
