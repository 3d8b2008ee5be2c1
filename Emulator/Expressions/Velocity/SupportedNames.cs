using System.Collections.Frozen;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>
/// The subset that is run: what API Gateway documents for mapping templates, and the methods of texts, lists and maps that templates use.
/// Anything else is refused at start by its name, instead of rendering something that AWS would not.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
/// </summary>
internal static class SupportedNames
{
    public static readonly FrozenSet<string> Directives = FrozenSet.Create("set", "if", "elseif", "else", "end", "foreach", "break", "stop");

    /// <summary>Velocity has them; API Gateway doesn't document them.</summary>
    public static readonly FrozenSet<string> DirectivesNotRun = FrozenSet.Create("macro", "parse", "include", "evaluate", "define", "return", "literal");

    public static readonly FrozenSet<string> InputMembers = FrozenSet.Create("body", "json", "path", "params");

    public static readonly FrozenSet<string> UtilMethods = FrozenSet.Create(
        "escapeJavaScript", "parseJson", "urlEncode", "urlDecode", "base64Encode", "base64Decode");

    public static readonly FrozenSet<string> Methods = FrozenSet.Create(
        "add", "addAll", "charAt", "compareTo", "concat", "contains", "containsKey", "containsValue", "count", "doubleValue", "endsWith",
        "entrySet", "equals", "equalsIgnoreCase", "get", "getKey", "getOrDefault", "getValue", "indexOf", "intValue", "isEmpty", "keySet", "lastIndexOf",
        "length", "longValue", "matches", "put", "putAll", "remove", "replace", "replaceAll", "replaceFirst", "set", "size", "split",
        "startsWith", "subList", "substring", "toLowerCase", "toString", "toUpperCase", "trim", "values");
}
