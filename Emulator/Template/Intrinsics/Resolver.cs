using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
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

    /// <param name="argumentOf">What a parameter of the template is given from outside. Null: nothing.</param>
    /// <param name="depth">How many stacks this one is nested in.</param>
    public Resolver(TemplateFile template, TemplateContext context, Reading reading, Func<string, Value?> argumentOf, int depth = 0)
    {
        _guard = reading.Guard;
        Template = template;
        Context = context;
        Reading = reading;
        Conditions = new Conditions(template, this, reading.Guard);
        NestedStacks = new NestedStacks(this, depth);
        References = new References(this, argumentOf);
        Functions = new TextFunctions(template, this);
    }

    public TemplateFile Template { get; }

    public TemplateContext Context { get; }

    public Reading Reading { get; }

    public NestedStacks NestedStacks { get; }

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
            return Resolve(json, at) is var value and not Value.Text { Missing: not null } ? value : new Value.Unknown("It is known only on AWS.");
        }
        catch (TemplateException e)
        {
            return new Value.Unknown(e.Message);
        }
    }

    /// <summary>A text whose stand-in, if it has one, decides something, and so is told of.</summary>
    public string ResolveText(JsonElement json, Location at) => Reading.Notes.Use(ResolveTextValue(json, at), at);

    public Value.Text ResolveTextValue(JsonElement json, Location at) => Resolve(json, at) as Value.Text ?? throw at.Error("must be a string.");

    public ImmutableArray<Value> ResolveList(JsonElement json, Location at) => Resolve(json, at) is Value.List list
        ? list.Items
        : throw at.Error("must be a list here.");

    /// <summary>One of the template's <c>Outputs</c>, for the stack that nests it.</summary>
    public Value Output(string name, Location at) =>
        Template.TryGetEntry("Outputs", name, out var output) && output.TryGet("Value") is { } value
            ? _guard.Following($"{Template.StackName}/Outputs.{name}", at, () => Resolve(value, Template.At.Into("Outputs").Into(name)))
            : throw at.Error($"the nested stack {Template.At.File} has no output '{name}'.");

    private Value Call(Intrinsic intrinsic, Location at)
    {
        var argument = intrinsic.Argument;
        var here = at.Into(intrinsic.Name);
        return intrinsic.Name switch
        {
            "Ref" => References.Ref(intrinsic.TextArgument(here), here),
            "Fn::GetAtt" => GetAtt(argument, here),
            "Fn::If" => If(argument, here),
            "Fn::ImportValue" => Reading.Exports.Import(ResolveText(argument, here), here),
            "Fn::Join" => DynamicReferences.Resolve(Functions.Join(argument, here)),
            "Fn::Sub" => DynamicReferences.Resolve(Functions.Sub(argument, here)),
            "Fn::Select" => Functions.Select(argument, here),
            "Fn::Split" => Functions.Split(argument, here),
            "Fn::FindInMap" => Functions.FindInMap(argument, here),
            "Fn::Base64" => ResolveTextValue(argument, here) is var text
                ? EvaluationGuard.Text(Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Content)), here, text.Missing)
                : throw new UnreachableException(),
            "Fn::GetAZs" => new Value.List([.. "abc".Select(zone => new Value.Text(Context.Region + zone))]),
            "Fn::Cidr" => Functions.Cidr(argument, here),
            "Fn::ToJsonString" => EvaluationGuard.Text(JsonText.Of(Resolve(argument, here), argument), here),
            "Fn::Length" => new Value.Text(ResolveList(argument, here).Length.ToString(CultureInfo.InvariantCulture)),
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

    private static Value.Text Plain(string text, Location at) => DynamicReferences.Resolve(EvaluationGuard.Text(text, at));
}
