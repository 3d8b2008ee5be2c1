using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>What <c>Ref</c> and <c>Fn::GetAtt</c> stand for: pseudo parameters, parameters, and resources of the template.</summary>
/// <param name="argumentOf">What a parameter is given from outside. Null: nothing.</param>
internal sealed class References(Resolver resolver, Func<string, Value?> argumentOf)
{
    private const string NestedOutput = "Outputs.";

    // Every reference is evaluated once, so that a chain of doubled references stays linear.
    private readonly Dictionary<string, Value> _known = new(StringComparer.Ordinal);

    public Value Ref(string name, Location at) => name switch
    {
        "AWS::AccountId" => new Value.Text(resolver.Context.AccountId),
        "AWS::Region" => new Value.Text(resolver.Context.Region),
        "AWS::Partition" => new Value.Text(TemplateContext.Partition),
        "AWS::URLSuffix" => new Value.Text(TemplateContext.UrlSuffix),
        "AWS::StackName" => new Value.Text(resolver.Template.StackName),
        "AWS::StackId" => new Value.Text(
            $"arn:{TemplateContext.Partition}:cloudformation:{resolver.Context.Region}:{resolver.Context.AccountId}:stack/{resolver.Template.StackName}/{PhysicalNames.Uuid(resolver.Template.StackName)}"),
        "AWS::NotificationARNs" => new Value.List([]),
        "AWS::NoValue" => Value.Nothing.Instance,
        _ when resolver.Template.TryGetEntry("Parameters", name, out var parameter) => ParameterValue.Of(name, parameter, argumentOf(name)),
        _ => Known(name, at, () => Fill(Shape(name, at).Ref, name, at)),
    };

    public Value.Text GetAtt(string logicalId, string attribute, Location at) =>
        Known($"{logicalId}.{attribute}", at, () => NestedStackOf(logicalId, at) is { } nested && attribute.StartsWith(NestedOutput, StringComparison.Ordinal)
            ? nested.Output(attribute[NestedOutput.Length..], at)
            : Shape(logicalId, at).Attributes.TryGetValue(attribute, out var pattern)
            ? Fill(pattern, logicalId, at)
            : StandIn.For($"{logicalId}.{attribute}", new Missing($"the attribute {attribute} of {logicalId} ({TypeOf(logicalId, at)})"))) as Value.Text
        ?? throw at.Error($"{logicalId}.{attribute} must be a string.");

    private Resolver? NestedStackOf(string logicalId, Location at) =>
        TypeOf(logicalId, at) == NestedStacks.StackType ? resolver.NestedStacks.Find(logicalId) : null;

    private Value Known(string key, Location at, Func<Value> evaluate)
    {
        if (!_known.TryGetValue(key, out var value))
        {
            value = _known[key] = resolver.Reading.Guard.Following($"{resolver.Template.StackName}/{key}", at, evaluate);
        }

        return value;
    }

    private ResourceShape Shape(string logicalId, Location at) => ResourceShape.Of(TypeOf(logicalId, at));

    private string TypeOf(string logicalId, Location at)
    {
        var resource = Declaration(logicalId, at);
        return resource.TryGetText("Condition") is { } condition && !resolver.Conditions.IsTrue(condition, at)
            ? throw at.Error($"'{logicalId}' isn't created, because its condition '{condition}' is false.")
            : resource.TryGetText("Type") ?? throw at.Error($"the resource '{logicalId}' has no Type.");
    }

    private JsonElement Declaration(string logicalId, Location at) => resolver.Template.TryGetEntry("Resources", logicalId, out var resource)
        ? resource
        : throw at.Error($"'{logicalId}' is neither a parameter nor a resource of the template.");

    private Value.Text Fill(string pattern, string logicalId, Location at) => Substitution.Apply(
        pattern,
        placeholder => placeholder switch
        {
            "region" => new(resolver.Context.Region),
            "account" => new(resolver.Context.AccountId),
            "name" => PhysicalName(logicalId, at),
            "id" => new(PhysicalNames.Id(resolver.Template.StackName, logicalId, Shape(logicalId, at).MaxNameLength)),
            _ => PropertyText(logicalId, placeholder) is { } text
                ? text with { Content = FunctionName.Parse(text.Content).Name }
                : throw at.Error($"'{logicalId}' has no {placeholder}."),
        },
        at);

    // The name that the template gives, else one in CloudFormation's manner.
    private Value.Text PhysicalName(string logicalId, Location at)
    {
        var shape = Shape(logicalId, at);
        var given = shape.NameProperty is { } property ? PropertyText(logicalId, property) : null;
        return given ?? new Value.Text(shape.GeneratedName(resolver.Template.StackName, logicalId));
    }

    private Value.Text? PropertyText(string logicalId, string property)
    {
        var at = resolver.Template.At.Into(logicalId).Into(property);
        resolver.Reading.Notes.Ask(at);
        if (Declaration(logicalId, at).TryGetObject("Properties")?.TryGet(property) is not { } json)
        {
            return null;
        }

        return resolver.Resolve(json, at) switch
        {
            Value.Text text => text,
            Value.Nothing => null,
            _ => throw at.Error("must be a string."),
        };
    }
}
