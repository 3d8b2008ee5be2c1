using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>
/// The value of one of a template's <c>Parameters</c>. CloudFormation refuses a stack whose parameter has none; here it has a stand-in.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
/// </summary>
internal static class ParameterValue
{
    private const string OfParameterStore = "AWS::SSM::Parameter::Value<";

    /// <param name="parameter">Such as <c>{"Type":"String","Default":"demo"}</c>.</param>
    /// <param name="given">What it is given from outside. Null: nothing.</param>
    public static Value Of(string name, JsonElement parameter, Value? given)
    {
        var type = parameter.TryGetText("Type") ?? "String";
        if (given is not (null or Value.Text))
        {
            return given;
        }

        // What a template gives such a parameter is the name of the value in SSM's parameter store; what the command line gives is the value.
        var isNameOnly = type.StartsWith(OfParameterStore, StringComparison.Ordinal);
        var text = given as Value.Text ?? (isNameOnly ? null : Default(parameter)) ?? Missing(name, parameter, type);

        // A list's default is one text with commas.
        return type.Contains("List<", StringComparison.Ordinal) || type.Contains("CommaDelimitedList", StringComparison.Ordinal)
            ? new Value.List([.. text.Content.Split(',').Select(item => text with { Content = item.Trim() })])
            : text;
    }

    private static Value.Text? Default(JsonElement parameter) => parameter.TryGet("Default") switch
    {
        { ValueKind: JsonValueKind.String } given => new Value.Text(given.GetString()!),
        { ValueKind: JsonValueKind.Number } number => new Value.Text(number.GetRawText()),
        { ValueKind: JsonValueKind.True } => new Value.Text("true"),
        { ValueKind: JsonValueKind.False } => new Value.Text("false"),
        _ => null,
    };

    // One of those that it may have, where the template says which.
    private static Value.Text Missing(string name, JsonElement parameter, string type)
    {
        var missing = new Missing(
            type.StartsWith(OfParameterStore, StringComparison.Ordinal) ? $"the parameter {name} (in SSM's parameter store)" : $"the parameter {name}, which has no default,",
            $"--parameter {name}=VALUE");
        return parameter.TryGet("AllowedValues") is { ValueKind: JsonValueKind.Array } allowed && allowed.GetArrayLength() > 0
            ? new Value.Text(allowed[0].ToString(), missing)
            : type == "Number"
                ? new Value.Text(parameter.TryGet("MinValue")?.ToString() ?? "0", missing)
                : StandIn.For(name, missing);
    }
}
