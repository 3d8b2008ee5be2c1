using Chat.Emulator.Expressions.Paths;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary><c>$input</c>: the payload, and on <c>$connect</c> the handshake's headers and query parameters.</summary>
/// <param name="parameters">With the members <c>path</c>, <c>querystring</c> and <c>header</c>.</param>
internal sealed class InputVariable(JsonBody body, TemplateMap parameters) : ITemplateObject
{
    // Without a payload API Gateway says {}.
    public object? Get(string name) => name == "body" ? body.Text is { Length: > 0 } text ? text : "{}" : null;

    public object? Call(string name, object?[] arguments) => (name, arguments) switch
    {
        ("json", []) => body.Json(Path("$")),
        ("json", [string path]) => body.Json(Path(path)),
        ("path", [string path]) => body.Value(Path(path)),
        ("params", []) => parameters,
        ("params", [string parameter]) => Find(parameter),
        _ => null,
    };

    // In this order, as API Gateway documents it.
    private object? Find(string parameter)
    {
        foreach (var kind in (ReadOnlySpan<string>)["path", "querystring", "header"])
        {
            if (parameters[kind] is TemplateMap map && map.TryGetValue(parameter, out var value))
            {
                return value;
            }
        }

        return "";
    }

    // Those that stand in the template were looked at when it was read; this one is made by it.
    private static JsonPath Path(string text) => JsonPath.TryParse(text, out var path, out var error) ? path : throw new TemplateFault(0, error);
}
