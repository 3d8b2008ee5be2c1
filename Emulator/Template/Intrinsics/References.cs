using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>What <c>Ref</c> and <c>Fn::GetAtt</c> stand for: pseudo parameters, parameters, and resources of the template.</summary>
internal sealed class References(TemplateFile template, TemplateContext context, Resolver resolver, EvaluationGuard guard)
{
    // Every reference is evaluated once, so that a chain of doubled references stays linear.
    private readonly Dictionary<string, Value> _known = new(StringComparer.Ordinal);

    public Value Ref(string name, Location at) => name switch
    {
        "AWS::AccountId" => new Value.Text(context.AccountId),
        "AWS::Region" => new Value.Text(context.Region),
        "AWS::Partition" => new Value.Text(TemplateContext.Partition),
        "AWS::URLSuffix" => new Value.Text(TemplateContext.UrlSuffix),
        "AWS::StackName" => new Value.Text(template.StackName),
        "AWS::StackId" => new Value.Text(
            $"arn:{TemplateContext.Partition}:cloudformation:{context.Region}:{context.AccountId}:stack/{template.StackName}/{PhysicalNames.Uuid(template.StackName)}"),
        "AWS::NotificationARNs" => new Value.List([]),
        "AWS::NoValue" => Value.Nothing.Instance,
        _ when template.TryGetEntry("Parameters", name, out var parameter) => Parameter(name, parameter, at),
        _ => Known(name, at, () => Fill(Shape(name, at).Ref, name, at)),
    };

    public Value.Text GetAtt(string logicalId, string attribute, Location at) =>
        (Value.Text)Known($"{logicalId}.{attribute}", at, () => Shape(logicalId, at).Attributes.TryGetValue(attribute, out var pattern)
            ? Fill(pattern, logicalId, at)
            : throw at.Error($"the attribute {attribute} of {TypeOf(logicalId, at)} ('{logicalId}') isn't known here. Give the value itself for local runs."));

    private Value Known(string key, Location at, Func<Value> evaluate)
    {
        if (!_known.TryGetValue(key, out var value))
        {
            value = _known[key] = guard.Following($"{template.StackName}/{key}", at, evaluate);
        }

        return value;
    }

    // {"Type":"String","Default":"demo"}; a list's default is one text with commas.
    private Value Parameter(string name, JsonElement parameter, Location at)
    {
        var text = template.Arguments.GetValueOrDefault(name) ?? parameter.TryGet("Default") switch
        {
            { ValueKind: JsonValueKind.String } given => given.GetString()!,
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => throw at.Error($"the parameter '{name}' has no default. Give it one: a local run has nobody to ask."),
        };
        var type = parameter.TryGetText("Type") ?? "String";
        return type.Contains("List<", StringComparison.Ordinal) || type.Contains("CommaDelimitedList", StringComparison.Ordinal)
            ? new Value.List([.. text.Split(',').Select(item => new Value.Text(item.Trim()))])
            : new Value.Text(text);
    }

    private ResourceShape Shape(string logicalId, Location at) => ResourceShape.Of(TypeOf(logicalId, at));

    private string TypeOf(string logicalId, Location at)
    {
        var resource = Declaration(logicalId, at);
        return resource.TryGetText("Condition") is { } condition && !resolver.Conditions.IsTrue(condition, at)
            ? throw at.Error($"'{logicalId}' isn't created, because its condition '{condition}' is false.")
            : resource.TryGetText("Type") ?? throw at.Error($"the resource '{logicalId}' has no Type.");
    }

    private JsonElement Declaration(string logicalId, Location at) => template.TryGetEntry("Resources", logicalId, out var resource)
        ? resource
        : throw at.Error($"'{logicalId}' is neither a parameter nor a resource of the template.");

    private Value.Text Fill(string pattern, string logicalId, Location at) => Substitution.Apply(
        pattern,
        placeholder => placeholder switch
        {
            "region" => context.Region,
            "account" => context.AccountId,
            "name" => PhysicalName(logicalId, at),
            "id" => PhysicalNames.Id(template.StackName, logicalId, Shape(logicalId, at).MaxNameLength),
            _ => FunctionName.Parse(PropertyText(logicalId, placeholder) ?? throw at.Error($"'{logicalId}' has no {placeholder}.")).Name,
        },
        at);

    // The name that the template gives, else one in CloudFormation's manner.
    private string PhysicalName(string logicalId, Location at)
    {
        var shape = Shape(logicalId, at);
        var given = shape.NameProperty is { } property ? PropertyText(logicalId, property) : null;
        return given ?? shape.GeneratedName(template.StackName, logicalId);
    }

    private string? PropertyText(string logicalId, string property)
    {
        var at = template.At.Into(logicalId).Into(property);
        if (Declaration(logicalId, at).TryGetObject("Properties")?.TryGet(property) is not { } json)
        {
            return null;
        }

        return resolver.Resolve(json, at) switch
        {
            Value.Text text => text.Content,
            Value.Nothing => null,
            _ => throw at.Error("must be a string."),
        };
    }
}
