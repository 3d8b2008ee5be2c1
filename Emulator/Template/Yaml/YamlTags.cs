using System.Collections.Frozen;
using System.Text.Json.Nodes;
using YamlDotNet.Core.Events;

namespace Chat.Emulator.Template.Yaml;

/// <summary>
/// The short forms of the intrinsic functions: <c>!Ref Table</c> is <c>{"Ref": "Table"}</c>, <c>!Sub …</c> is <c>{"Fn::Sub": …}</c>.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
/// </summary>
internal static class YamlTags
{
    public const string Integer = "tag:yaml.org,2002:int";
    public const string Float = "tag:yaml.org,2002:float";
    public const string Boolean = "tag:yaml.org,2002:bool";
    public const string Null = "tag:yaml.org,2002:null";

    private static readonly FrozenSet<string> Functions = FrozenSet.Create(
        StringComparer.Ordinal,
        "And", "Base64", "Cidr", "Equals", "FindInMap", "ForEach", "GetAtt", "GetAZs", "If", "ImportValue", "Join", "Length", "Not", "Or", "Select",
        "Split", "Sub", "ToJsonString", "Transform");

    public static JsonNode? Apply(NodeEvent start, JsonNode? value, Func<string, TemplateException> error)
    {
        if (start.Tag.IsEmpty || start.Tag.IsNonSpecific)
        {
            return value;
        }

        return start.Tag.Value switch
        {
            "!Ref" => new JsonObject { ["Ref"] = value },
            "!Condition" => new JsonObject { ["Condition"] = value },
            ['!', .. var name] when Functions.Contains(name) => new JsonObject { [$"Fn::{name}"] = value },
            Integer or Float or Boolean or Null or "tag:yaml.org,2002:str" or "tag:yaml.org,2002:map" or "tag:yaml.org,2002:seq" => value,
            var unknown => throw error($"the tag {unknown} isn't known to CloudFormation."),
        };
    }
}
